// modules: main first second
// Objects of static storage come to life in the order that their modules need each other; constant ones need no code.
#include <string>

extern std::string &record();
struct Noted { Noted(const char *name) { record() += name; } };
struct Fixed { int value; constexpr explicit Fixed(int v) : value(v) {} };
extern Noted first_object;
extern const Fixed fixed;
int of_second();

#ifdef MODULE_first
std::string &record() { static std::string text; return text; }
Noted first_object __attribute__((init_priority(150))) ("first ");
constinit const Fixed fixed(3);
#endif

#ifdef MODULE_second
static Noted early __attribute__((init_priority(200))) ("early ");
static Noted late("late ");
static int computed = [] { record() += "lambda "; return fixed.value * 7; }();
int of_second() { return computed; }
#endif

#ifdef MODULE_main
static Noted here("main ");
extern "C" const char *run()
{
    static std::string log = record() + std::to_string(of_second());
    return log.c_str();
}
#endif
