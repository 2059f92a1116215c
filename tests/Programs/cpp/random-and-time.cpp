// Random engines are exact by the standard; durations convert at compile time.
#include <chrono>
#include <cstdio>
#include <random>

int main()
{
    using namespace std::chrono_literals;
    std::mt19937 twister;
    std::mt19937_64 wide(42);
    std::minstd_rand simple(7);
    twister.discard(9999);
    std::printf("%lu %llu %lu\n", twister(), static_cast<unsigned long long>(wide()), simple());
    auto time = 90min + 30s;
    std::printf("%ld %g\n", static_cast<long>(std::chrono::duration_cast<std::chrono::milliseconds>(time).count()), std::chrono::duration<double, std::ratio<3600>>(time).count());
    auto start = std::chrono::steady_clock::now();
    std::printf("%d\n", std::chrono::steady_clock::now() >= start);
}
