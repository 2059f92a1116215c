// modules: main work
#include <condition_variable>
#include <mutex>
#include <queue>
#include <string>
#include <thread>

class Queue {
    std::mutex mutex;
    std::condition_variable changed;
    std::queue<int> items;
public:
    void put(int item);
    int take();
};

#ifdef MODULE_work
void Queue::put(int item) { { std::lock_guard lock(mutex); items.push(item); } changed.notify_one(); }
int Queue::take() { std::unique_lock lock(mutex); changed.wait(lock, [this] { return !items.empty(); }); int item = items.front(); items.pop(); return item; }
#endif

#ifdef MODULE_main
extern "C" const char *run()
{
    static std::string log;
    Queue queue;
    std::thread producer([&] { for (int i = 1; i <= 100; i++) queue.put(i); queue.put(0); });
    int sum = 0;
    for (int item; (item = queue.take()) != 0;)
        sum += item;
    producer.join();
    log = std::to_string(sum);
    return log.c_str();
}
#endif
