// Names that C++ mangles: overloads, operators, namespaces, lambdas in inline functions, local classes.
#include <cstdio>

namespace a::b { inline namespace v1 { int f(int x) { return x; } } int f(double x) { return static_cast<int>(x * 2); } }
namespace { int f(char) { return 100; } }
struct s { operator int() const { return 7; } int operator()(int x, int y) const { return x - y; } int operator[](int i) const { return -i; } bool operator!() const { return true; } };
inline auto maker() { return [](int x) { struct local { int twice(int y) { return y * 2; } }; return local().twice(x); }; }
extern "C" { static int plain(int x) { return x + 1; } }
template <int (*F)(int)> static int call(int x) { return F(x); }

int main()
{
    s object;
    std::printf("%d %d %d %d %d %d %d %d %d\n", a::b::f(1), a::b::f(2.5), f('c'), object(5, 3), object[4], !object, int(object), maker()(21), call<plain>(9));
}
