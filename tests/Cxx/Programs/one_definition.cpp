// modules: main left right
// What several modules define inline is one thing: variables, static members and locals, functions, types.
#include <string>
#include <typeinfo>

inline int shared = 5;
template <class T> struct Counter { static inline int count = 0; static int *address() { return &count; } };
template <class T> T twice(T value) { static T last; last += value; return 2 * value + last; }
inline int &local() { static int value = 100; return value; }
struct Tag {};
constexpr int constant_of(int x) { return x * x; }
inline constexpr int table[] = {1, 2, 3};

struct View { int *shared; int *count; int (*function)(int); int *local; const void *type; const int *table; };
View left_view();
View right_view();

#ifdef MODULE_left
View left_view() { shared++; Counter<Tag>::count++; local()++; twice(1); return {&shared, Counter<Tag>::address(), twice<int>, &local(), &typeid(Counter<Tag>), table}; }
#endif

#ifdef MODULE_right
View right_view() { shared++; Counter<Tag>::count++; local()++; twice(1); return {&shared, Counter<Tag>::address(), twice<int>, &local(), &typeid(Counter<Tag>), table}; }
#endif

#ifdef MODULE_main
extern "C" const char *run()
{
    static std::string log;
    View left = left_view(), right = right_view();
    auto same = [](const char *name, bool is) { log += name; log += is ? "= " : "# "; };
    same("shared", left.shared == right.shared && left.shared == &shared);
    same("count", left.count == right.count && left.count == &Counter<Tag>::count);
    same("function", left.function == right.function && left.function == &twice<int>);
    same("local", left.local == right.local && left.local == &local());
    same("type", left.type == right.type);
    same("table", left.table == right.table && left.table == table);
    log += std::to_string(shared) + " " + std::to_string(Counter<Tag>::count) + " " + std::to_string(local()) + " " + std::to_string(left.function(3));
    return log.c_str();
}
#endif
