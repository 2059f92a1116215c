// A local static is made once, however many threads come at the same time.
#include <atomic>
#include <cstdio>
#include <thread>
#include <vector>

static std::atomic<int> made;
struct slow { int value; slow() : value(42) { std::this_thread::sleep_for(std::chrono::milliseconds(20)); made++; } };
static int get() { static slow object; return object.value; }

int main()
{
    std::atomic<int> sum = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 6; i++)
        threads.emplace_back([&] { sum += get(); });
    for (auto &thread : threads)
        thread.join();
    std::printf("%d %d\n", made.load(), sum.load());
}
