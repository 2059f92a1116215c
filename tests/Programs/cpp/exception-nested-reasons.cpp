// Exceptions with exceptions as their reasons.
#include <cstdio>
#include <exception>
#include <stdexcept>

static void open() { throw std::invalid_argument("no such file"); }

static void load()
{
    try {
        open();
    } catch (...) {
        std::throw_with_nested(std::runtime_error("cannot load"));
    }
}

static void tell(const std::exception &e, int depth = 0)
{
    std::printf("%*s%s\n", depth, "", e.what());
    try {
        std::rethrow_if_nested(e);
    } catch (const std::exception &inner) {
        tell(inner, depth + 1);
    }
}

int main()
{
    try {
        load();
    } catch (const std::exception &e) {
        tell(e);
    }
}
