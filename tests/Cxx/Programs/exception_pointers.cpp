// modules: main keeper
#include <exception>
#include <stdexcept>
#include <string>

std::exception_ptr keep(const char *text);
[[noreturn]] void nest();

#ifdef MODULE_keeper
std::exception_ptr keep(const char *text)
{
    try { throw std::runtime_error(text); } catch (...) { return std::current_exception(); }
}

void nest()
{
    try { std::rethrow_exception(keep("inner")); }
    catch (...) { std::throw_with_nested(std::logic_error("outer")); }
}
#endif

#ifdef MODULE_main
static std::string unfold(const std::exception &e)
{
    std::string text = e.what();
    try { std::rethrow_if_nested(e); } catch (const std::exception &inner) { text += " < " + unfold(inner); }
    return text;
}

extern "C" const char *run()
{
    static std::string log;
    try { std::rethrow_exception(keep("kept")); } catch (const std::runtime_error &e) { log = e.what(); }
    try { nest(); } catch (const std::exception &e) { log += ", " + unfold(e); }
    log += ", uncaught " + std::to_string(std::uncaught_exceptions());
    return log.c_str();
}
#endif
