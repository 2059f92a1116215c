// modules: main library
// An exception passes frames that were entered through a stub, a virtual table, a callback of the C library and a lambda.
#include <cstdlib>
#include <functional>
#include <string>

struct Visitor { virtual ~Visitor() = default; virtual void visit(int value) = 0; };
void each(int count, Visitor &visitor);
void with(const std::function<void(int)> &action);
using Callback = int (*)(const void *, const void *);
extern Callback compare;

#ifdef MODULE_library
void each(int count, Visitor &visitor) { for (int i = 0; i < count; i++) visitor.visit(i); }
void with(const std::function<void(int)> &action) { action(7); }
static int by_value(const void *left, const void *right)
{
    if (*(const int *)left == 3 || *(const int *)right == 3) throw "three";
    return *(const int *)left - *(const int *)right;
}
Callback compare = by_value;
#endif

#ifdef MODULE_main
struct Stop : Visitor { void visit(int value) override { if (value == 4) throw value; } };

extern "C" const char *run()
{
    static std::string log;
    Stop stop;
    try { each(10, stop); } catch (int value) { log += "visit " + std::to_string(value); }
    try { with([](int value) { throw std::to_string(value); }); } catch (const std::string &text) { log += ", lambda " + text; }
    int numbers[] = {5, 3, 9, 1};
    try { qsort(numbers, 4, sizeof *numbers, compare); } catch (const char *text) { log += ", qsort "; log += text; }
    return log.c_str();
}
#endif
