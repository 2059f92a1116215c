// A second exception out of a destructor during unwinding ends the program.
#include <cstdio>

struct thrower { ~thrower() noexcept(false) { throw 2; } };

int main()
{
    try {
        thrower t;
        throw 1;
    } catch (...) {
        std::puts("never");
    }
}
