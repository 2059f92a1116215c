// Tasks that await each other by symmetric transfer, ten thousand deep in turn, with an exception on the way.
// flags: -std=c++20 -O2
#include <coroutine>
#include <cstdio>
#include <exception>

struct task {
    struct promise_type {
        int value = 0;
        std::exception_ptr error;
        std::coroutine_handle<> waiting = std::noop_coroutine();
        task get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; }
        std::suspend_always initial_suspend() noexcept { return {}; }
        struct back {
            bool await_ready() noexcept { return false; }
            std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> h) noexcept { return h.promise().waiting; }
            void await_resume() noexcept { }
        };
        back final_suspend() noexcept { return {}; }
        void return_value(int v) { value = v; }
        void unhandled_exception() { error = std::current_exception(); }
    };
    std::coroutine_handle<promise_type> handle;
    ~task() { handle.destroy(); }
    bool await_ready() { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> w) { handle.promise().waiting = w; return handle; }
    int await_resume() { if (handle.promise().error) std::rethrow_exception(handle.promise().error); return handle.promise().value; }
};

static task one(int n) { if (n == 500) throw n; co_return n; }
static task sum(int n)
{
    int total = 0;
    for (int i = 0; i < n; i++) {
        try {
            total += co_await one(i);
        } catch (int error) {
            std::printf("caught %d\n", error);
        }
    }
    co_return total;
}

int main()
{
    task all = sum(10000);
    all.handle.resume();
    std::printf("%d\n", all.handle.promise().value);
}
