// modules: main generator
#include <coroutine>
#include <exception>
#include <string>

struct Generator {
    struct promise_type {
        int current = 0;
        Generator get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; }
        std::suspend_always initial_suspend() noexcept { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        std::suspend_always yield_value(int value) { current = value; return {}; }
        void return_void() {}
        void unhandled_exception() { throw; }
    };
    std::coroutine_handle<promise_type> handle;
    bool next() { handle.resume(); return !handle.done(); }
    ~Generator() { handle.destroy(); }
    Generator(std::coroutine_handle<promise_type> h) : handle(h) {}
    Generator(const Generator &) = delete;
};
Generator count(int from, int to, std::string &log);

#ifdef MODULE_generator
struct Guard { std::string &log; ~Guard() { log += "closed "; } };
Generator count(int from, int to, std::string &log)
{
    Guard guard{log};
    for (int i = from; i < to; i++)
        co_yield i;
    if (to > 5) throw to;
}
#endif

#ifdef MODULE_main
extern "C" const char *run()
{
    static std::string log;
    { auto all = count(1, 4, log); while (all.next()) log += std::to_string(all.handle.promise().current) + " "; }
    { auto some = count(1, 4, log); some.next(); }
    try { auto fails = count(4, 6, log); while (fails.next()) log += std::to_string(fails.handle.promise().current) + " "; }
    catch (int value) { log += "threw " + std::to_string(value); }
    return log.c_str();
}
#endif
