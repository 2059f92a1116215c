// A cancelled thread unwinds through C++ frames; catch (...) sees it and must pass it on.
#include <cstdio>
#include <pthread.h>
#include <unistd.h>

struct guard { ~guard() { std::puts("guard"); } };

static void *work(void *)
{
    guard g;
    try {
        for (;;)
            pause();
    } catch (...) {
        std::puts("forced");
        throw;
    }
}

int main()
{
    pthread_t thread;
    pthread_create(&thread, nullptr, work, nullptr);
    pthread_cancel(thread);
    pthread_join(thread, nullptr);
    std::puts("joined");
}
