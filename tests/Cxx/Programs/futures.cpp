// modules: main work
// std::async and std::call_once pass their work through thread-local variables of libstdc++.
#include <future>
#include <mutex>
#include <stdexcept>
#include <string>

int fibonacci(int n);
std::future<int> fail_later();

#ifdef MODULE_work
int fibonacci(int n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }
std::future<int> fail_later() { return std::async(std::launch::async, []() -> int { throw std::runtime_error("from a thread"); }); }
#endif

#ifdef MODULE_main
extern "C" const char *run()
{
    static std::string log;
    auto left = std::async(std::launch::async, fibonacci, 15), right = std::async(std::launch::deferred, fibonacci, 16);
    log = std::to_string(left.get() + right.get());
    try { fail_later().get(); } catch (const std::exception &e) { log += " "; log += e.what(); }
    std::once_flag once;
    int calls = 0;
    for (int i = 0; i < 3; i++)
        std::call_once(once, [&] { calls++; });
    log += " once " + std::to_string(calls);
    return log.c_str();
}
#endif
