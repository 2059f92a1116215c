// jthread stops by request and joins by itself.
#include <atomic>
#include <cstdio>
#include <thread>

int main()
{
    std::atomic<bool> stopped = false, called = false;
    {
        std::jthread worker([&](std::stop_token token) {
            std::stop_callback callback(token, [&] { called = true; });
            while (!token.stop_requested())
                std::this_thread::yield();
            stopped = true;
        });
    }
    std::printf("%d %d\n", stopped.load(), called.load());
}
