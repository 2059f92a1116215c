// A generator: a coroutine that yields values, destroyed before its end once.
// flags: -std=c++20 -O1
#include <coroutine>
#include <cstdio>
#include <exception>

struct generator {
    struct promise_type {
        int value = 0;
        generator get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; }
        std::suspend_always initial_suspend() noexcept { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        std::suspend_always yield_value(int v) { value = v; return {}; }
        void return_void() { }
        void unhandled_exception() { std::terminate(); }
    };
    std::coroutine_handle<promise_type> handle;
    ~generator() { handle.destroy(); }
    bool next() { handle.resume(); return !handle.done(); }
};

struct local { ~local() { std::puts("frame gone"); } };

static generator fibonacci(int limit)
{
    local l;
    for (int a = 0, b = 1; a < limit; b = a + b, a = b - a)
        co_yield a;
}

int main()
{
    generator all = fibonacci(50), part = fibonacci(1000000);
    while (all.next())
        std::printf("%d ", all.handle.promise().value);
    for (int i = 0; i < 20; i++)
        part.next();
    std::printf("%d\n", part.handle.promise().value);
}
