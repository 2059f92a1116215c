// Function-local thread_local variables, once per thread.
// flags: -O2 -fPIC
#include <cstdio>
#include <thread>
#include <vector>

static int next() { thread_local std::vector<int> seen{1}; seen.push_back(seen.back() * 2); return seen.back(); }

int main()
{
    next();
    int other = 0;
    std::thread([&] { next(); next(); other = next(); }).join();
    std::printf("%d %d\n", next(), other);
}
