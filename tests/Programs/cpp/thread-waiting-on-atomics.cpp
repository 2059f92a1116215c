// Atomics that threads wait on; latches, barriers and semaphores of C++20.
#include <atomic>
#include <barrier>
#include <cstdio>
#include <latch>
#include <semaphore>
#include <thread>
#include <vector>

int main()
{
    std::atomic<int> stage = 0, sum = 0;
    std::latch started(3);
    std::barrier together(3, [&]() noexcept { sum += 100; });
    std::counting_semaphore<3> room(0);
    std::vector<std::thread> threads;
    for (int i = 1; i <= 3; i++)
        threads.emplace_back([&, i] {
            started.count_down();
            stage.wait(0);
            sum += i;
            together.arrive_and_wait();
            room.release();
        });
    started.wait();
    stage = 1;
    stage.notify_all();
    for (int i = 0; i < 3; i++)
        room.acquire();
    for (auto &thread : threads)
        thread.join();
    std::printf("%d\n", sum.load());
}
