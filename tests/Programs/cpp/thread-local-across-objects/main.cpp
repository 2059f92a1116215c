// A thread_local object with a constructor, used by another object through its wrapper.
// flags: -O1 -fPIC
#include "tracker.h"
#include <cstdio>
#include <thread>

int touch();

int main()
{
    int inside = 0;
    std::thread([&] { touch(); inside = touch() + current.id * 100; }).join();
    std::printf("%d %d\n", inside, touch());
}
