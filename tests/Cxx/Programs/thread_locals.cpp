// modules: main state
#include <mutex>
#include <string>
#include <thread>
#include <vector>

inline std::string log_text;
inline std::mutex log_lock;
inline void note(const std::string &text) { std::lock_guard guard(log_lock); log_text += text + ' '; }

struct Object {
    std::string name;
    int uses = 0;
    Object(const char *name) : name(name) { note("+" + this->name); }
    ~Object() { note("-" + name + std::to_string(uses)); }
};

extern thread_local int constant;
extern thread_local int computed;
extern thread_local Object object;
inline thread_local Object shared("shared");
template <typename T> struct Holder { static thread_local T value; };
template <typename T> thread_local T Holder<T>::value = T(40) + T(sizeof(T));
int use_state();
inline int &counter() { static thread_local int count = 10; return count; }

#ifdef MODULE_state
static int made = 100;
thread_local int constant = 3;
thread_local int computed = ++made;
thread_local Object object("object");
static thread_local Object hidden("hidden");
int use_state() { object.uses++; shared.uses++; hidden.uses++; return constant + (computed - made) + ++counter() + (int)Holder<long>::value; }
#endif

#ifdef MODULE_main
static thread_local struct Trace { std::vector<int> values; ~Trace() { note("trace" + std::to_string(values.size())); } } trace;
static void work(int rounds)
{
    for (int i = 0; i < rounds; i++) {
        object.uses += 10;
        constant++;
        Holder<long>::value += 1000;
        trace.values.push_back(use_state());
    }
    note(std::to_string(trace.values.back()) + "/" + std::to_string(++counter()) + "/" + std::to_string(Holder<short>::value));
}

extern "C" const char *run()
{
    log_text.clear();
    std::thread(work, 1).join();
    std::thread(work, 3).join();
    std::thread([] { note("alone" + std::to_string(constant) + (computed > 100 ? "computed" : "missing")); }).join();
    std::thread([] { static thread_local Object late("late"); late.uses++; }).join();
    return log_text.c_str();
}
#endif
