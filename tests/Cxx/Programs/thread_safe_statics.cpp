// modules: main lazy
#include <atomic>
#include <string>
#include <thread>
#include <vector>

extern std::atomic<int> made;
struct Costly { Costly() { std::this_thread::sleep_for(std::chrono::milliseconds(20)); made++; } int value = 7; };
inline Costly &instance() { static Costly costly; return costly; }
int use_lazily();
int fail_first();

#ifdef MODULE_lazy
std::atomic<int> made;
int use_lazily() { return instance().value; }
static int attempts;
struct Reluctant { Reluctant() { if (attempts++ == 0) throw 1; } };
int fail_first() { static Reluctant reluctant; return attempts; }
#endif

#ifdef MODULE_main
extern "C" const char *run()
{
    static std::string log;
    std::atomic<int> sum = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; i++)
        threads.emplace_back([&, i] { sum += i % 2 ? use_lazily() : instance().value; });
    for (auto &thread : threads)
        thread.join();
    log = "sum " + std::to_string(sum) + " made " + std::to_string(made);
    try { fail_first(); } catch (int) { log += " failed"; }
    log += " then " + std::to_string(fail_first()) + " " + std::to_string(fail_first());
    return log.c_str();
}
#endif
