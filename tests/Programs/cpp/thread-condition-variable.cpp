// A queue with a condition variable.
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <mutex>
#include <thread>

int main()
{
    std::deque<int> queue;
    std::mutex lock;
    std::condition_variable changed;
    std::thread producer([&] {
        for (int i = 1; i <= 100; i++) {
            { std::lock_guard hold(lock); queue.push_back(i); }
            changed.notify_one();
        }
    });
    long sum = 0;
    for (int i = 0; i < 100; i++) {
        std::unique_lock hold(lock);
        changed.wait(hold, [&] { return !queue.empty(); });
        sum = sum * 3 % 10007 + queue.front();
        queue.pop_front();
    }
    producer.join();
    std::printf("%ld\n", sum);
}
