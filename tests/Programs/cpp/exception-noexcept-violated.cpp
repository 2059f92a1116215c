// An exception that leaves a noexcept function ends the program.
#include <cstdio>
#include <stdexcept>

static void promise() noexcept { throw std::runtime_error("broken promise"); }

int main()
{
    try {
        promise();
    } catch (...) {
        std::puts("never");
    }
}
