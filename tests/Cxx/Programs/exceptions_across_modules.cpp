// modules: main thrower middle
#include <stdexcept>
#include <string>

struct Base { virtual ~Base() = default; virtual const char *name() const { return "base"; } };
struct Derived : Base { const char *name() const override { return "derived"; } };
struct Trace { std::string &log; char mark; ~Trace() { log += mark; } };

void throw_it(int what);
void pass_on(int what, std::string &log);

#ifdef MODULE_thrower
void throw_it(int what)
{
    if (what == 0) throw Derived();
    if (what == 1) throw std::out_of_range("range");
    if (what == 2) throw 42;
    if (what == 3) throw std::string("text");
}
#endif

#ifdef MODULE_middle
void pass_on(int what, std::string &log)
{
    Trace trace{log, 'm'};
    try { throw_it(what); } catch (int i) { log += "caught " + std::to_string(i) + " and rethrew;"; throw; }
}
#endif

#ifdef MODULE_main
extern "C" const char *run()
{
    static std::string log;
    for (int what = 0; what < 5; what++) {
        Trace trace{log, '|'};
        try { pass_on(what, log); log += "nothing"; }
        catch (const Base &base) { log += base.name(); }
        catch (const std::exception &e) { log += e.what(); }
        catch (int i) { log += std::to_string(i); }
        catch (...) { log += "else"; }
    }
    return log.c_str();
}
#endif
