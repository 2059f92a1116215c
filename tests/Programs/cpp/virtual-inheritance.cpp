// A diamond with one virtual base: construction order, offsets, virtual calls while it is being built.
#include <cstdio>

struct top { int value; explicit top(int v) : value(v) { std::printf("top %d\n", v); } virtual const char *name() { return "top"; } virtual ~top() { std::printf("~top %s\n", name()); } };
struct left : virtual top { left() : top(1) { std::printf("left %s\n", name()); } const char *name() override { return "left"; } ~left() { std::printf("~left %s\n", name()); } };
struct right : virtual top { right() : top(2) { std::printf("right %s\n", top::name()); } int extra = 5; };
struct bottom : left, right { bottom() : top(3) { std::printf("bottom %s\n", name()); } const char *name() override { return "bottom"; } };

int main()
{
    bottom object;
    left &l = object;
    right *r = &object;
    top *t = r;
    std::printf("%s %d %d %s\n", l.name(), r->value, r->extra, t->name());
    left alone;
    std::printf("%d\n", alone.value);
}
