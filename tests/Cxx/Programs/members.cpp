// modules: main things
// Pointers to members, operators, default arguments, placement and class-specific new, bit fields, unions, varargs.
#include <cstdarg>
#include <cstddef>
#include <new>
#include <string>

struct Thing {
    int a = 1, b = 2;
    virtual int add(int x) { return a + x; }
    int mul(int x);
    virtual ~Thing() = default;
    static void *operator new(std::size_t size);
    static void operator delete(void *memory, std::size_t size);
    static int live;
};
struct More : Thing { int add(int x) override { return b + x + 100; } };
using Method = int (Thing::*)(int);
extern const Method methods[2];
extern int Thing::*const member;
Thing *make_more();
int sum(int count, ...);
std::string operator""_twice(const char *text, std::size_t length);

#ifdef MODULE_things
int Thing::live;
int Thing::mul(int x) { return b * x; }
void *Thing::operator new(std::size_t size) { live++; return ::operator new(size); }
void Thing::operator delete(void *memory, std::size_t) { live--; ::operator delete(memory); }
const Method methods[2] = {&Thing::add, &Thing::mul};
int Thing::*const member = &Thing::b;
Thing *make_more() { return new More; }
int sum(int count, ...) { va_list list; va_start(list, count); int total = 0; while (count-- > 0) total += (int)va_arg(list, double); va_end(list); return total; }
std::string operator""_twice(const char *text, std::size_t length) { return std::string(text, length) + text; }
#endif

#ifdef MODULE_main
extern "C" const char *run()
{
    static std::string log;
    Thing *thing = make_more();
    thing->*member = 5;
    log = std::to_string((thing->*methods[0])(1)) + " " + std::to_string((thing->*methods[1])(3)) + " live " + std::to_string(Thing::live);
    delete thing;
    alignas(Thing) char room[sizeof(Thing)];
    Thing *placed = ::new (room) Thing;
    log += " " + std::to_string(placed->add(10));
    placed->~Thing();
    log += " live " + std::to_string(Thing::live) + " sum " + std::to_string(sum(3, 1.0, 2.0, 3.5)) + " " + "ab"_twice;
    return log.c_str();
}
#endif
