// A terminate handler of the program's own sees the exception and chooses the exit code.
#include <cstdio>
#include <cstdlib>
#include <exception>

int main()
{
    std::set_terminate([] {
        try {
            std::rethrow_exception(std::current_exception());
        } catch (int value) {
            std::printf("terminating with %d\n", value);
            std::fflush(stdout);
            std::_Exit(value);
        }
    });
    throw 23;
}
