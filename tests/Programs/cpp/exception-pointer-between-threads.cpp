// An exception caught in one thread, rethrown in another.
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <thread>

int main()
{
    std::exception_ptr error;
    std::thread([&] {
        try {
            throw std::out_of_range("from the thread");
        } catch (...) {
            error = std::current_exception();
        }
    }).join();
    for (int i = 0; i < 2; i++) {
        try {
            std::rethrow_exception(error);
        } catch (const std::out_of_range &e) {
            std::printf("%s\n", e.what());
        }
    }
}
