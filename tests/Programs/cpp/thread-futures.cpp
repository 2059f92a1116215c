// async, promises, packaged tasks, exceptions through futures.
#include <cstdio>
#include <future>
#include <stdexcept>
#include <thread>

int main()
{
    auto square = std::async(std::launch::async, [](int x) { return x * x; }, 12);
    auto lazy = std::async(std::launch::deferred, [] { return 5; });
    std::promise<int> promise;
    std::thread([&] { promise.set_value(7); }).join();
    std::packaged_task<int()> failing([]() -> int { throw std::runtime_error("task failed"); });
    auto failed = failing.get_future();
    std::thread(std::move(failing)).join();
    std::printf("%d %d %d\n", square.get(), lazy.get(), promise.get_future().get());
    try {
        failed.get();
    } catch (const std::runtime_error &e) {
        std::puts(e.what());
    }
}
