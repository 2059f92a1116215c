// call_once that fails first, shared locks, timed and recursive mutexes.
#include <cstdio>
#include <mutex>
#include <shared_mutex>
#include <thread>

int main()
{
    std::once_flag flag;
    int calls = 0, value = 0;
    for (int i = 0; i < 4; i++) {
        try {
            std::call_once(flag, [&] { if (++calls == 1) throw 1; });
        } catch (int) {
            std::puts("failed once");
        }
    }
    std::shared_mutex lock;
    std::thread writer([&] { std::unique_lock hold(lock); value = 5; });
    writer.join();
    std::shared_lock first(lock), second(lock, std::try_to_lock);
    std::recursive_mutex again;
    std::timed_mutex timed;
    std::scoped_lock deep(again);
    std::lock_guard deeper(again);
    std::printf("%d %d %d %d\n", calls, value, second.owns_lock(), timed.try_lock_for(std::chrono::milliseconds(1)));
}
