// Exceptions inside handlers, rethrown outwards, the outer one intact.
#include <cstdio>
#include <stdexcept>

static void inner()
{
    try {
        throw std::logic_error("first");
    } catch (const std::exception &e) {
        try {
            throw std::runtime_error("second");
        } catch (const std::exception &e2) {
            std::printf("inner %s %s\n", e.what(), e2.what());
        }
        throw;
    }
}

int main()
{
    try {
        inner();
    } catch (const std::logic_error &e) {
        std::printf("outer %s\n", e.what());
    }
    try {
        try {
            inner();
        } catch (...) {
            throw;
        }
    } catch (const std::exception &e) {
        std::printf("again %s\n", e.what());
    }
}
