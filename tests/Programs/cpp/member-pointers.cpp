// Pointers to members: plain, virtual, of a second base, in constant tables.
#include <cstdio>

struct a { int x = 1; virtual int f(int n) { return n + x; } int plain(int n) { return n * x; } virtual ~a() = default; };
struct b { int y = 10; virtual int g(int n) { return n - y; } virtual ~b() = default; };
struct c : a, b { int f(int n) override { return n * 100; } int g(int n) override { return -n * y; } };

static int (a::*const table[])(int) = {&a::f, &a::plain};
static int a::*const field = &a::x;

int main()
{
    c object;
    a plain;
    int (c::*second)(int) = static_cast<int (c::*)(int)>(&b::g);
    for (auto member : table)
        std::printf("%d %d\n", (object.*member)(3), (plain.*member)(3));
    object.*field = 7;
    std::printf("%d %d %d\n", (object.*second)(2), object.x, (object.*table[1])(6));
}
