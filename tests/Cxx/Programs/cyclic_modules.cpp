// modules: main even odd
// Modules in a cycle, each with classes, exceptions and virtual calls into the other.
#include <memory>
#include <stdexcept>
#include <string>

struct Walker { virtual ~Walker() = default; virtual std::unique_ptr<Walker> next(int left) const = 0; virtual char mark() const = 0; };
std::unique_ptr<Walker> make_even(int left);
std::unique_ptr<Walker> make_odd(int left);

#ifdef MODULE_even
struct Even : Walker { std::unique_ptr<Walker> next(int left) const override { return make_odd(left); } char mark() const override { return 'e'; } };
std::unique_ptr<Walker> make_even(int left) { if (left == 0) throw std::range_error("even end"); return std::make_unique<Even>(); }
#endif

#ifdef MODULE_odd
struct Odd : Walker { std::unique_ptr<Walker> next(int left) const override { return make_even(left); } char mark() const override { return 'o'; } };
std::unique_ptr<Walker> make_odd(int left) { if (left == 0) throw std::range_error("odd end"); return std::make_unique<Odd>(); }
#endif

#ifdef MODULE_main
extern "C" const char *run()
{
    static std::string log;
    for (int steps = 5; steps <= 6; steps++) {
        try {
            auto walker = make_even(steps);
            for (int left = steps - 1;; left--) { log += walker->mark(); walker = walker->next(left); }
        } catch (const std::exception &e) { log += std::string(" ") + e.what() + "; "; }
    }
    return log.c_str();
}
#endif
