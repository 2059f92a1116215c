// Structures of every psABI class as variable arguments: INTEGER, SSE, mixed, X87 and MEMORY.
#include <stdarg.h>
#include <stdio.h>

struct integers { long a, b; };
struct floats { float a, b, c; };
struct mixed { int a; double b; };
struct extended { long double a; };
struct large { long a[5]; };

static void show(const char *kinds, ...)
{
    va_list arguments;
    va_start(arguments, kinds);
    for (; *kinds; kinds++) {
        switch (*kinds) {
        case 'i': { struct integers v = va_arg(arguments, struct integers); printf("i %ld %ld\n", v.a, v.b); break; }
        case 'f': { struct floats v = va_arg(arguments, struct floats); printf("f %g %g %g\n", v.a, v.b, v.c); break; }
        case 'm': { struct mixed v = va_arg(arguments, struct mixed); printf("m %d %g\n", v.a, v.b); break; }
        case 'x': { struct extended v = va_arg(arguments, struct extended); printf("x %Lg\n", v.a); break; }
        case 'l': { struct large v = va_arg(arguments, struct large); printf("l %ld %ld\n", v.a[0], v.a[4]); break; }
        }
    }
    va_end(arguments);
}

int main(void)
{
    struct integers i = {1, -2};
    struct floats f = {0.5f, 1.5f, 2.5f};
    struct mixed m = {7, 8.25};
    struct extended x = {1e100L};
    struct large l = {{11, 12, 13, 14, 15}};
    show("ifmxl", i, f, m, x, l);
    show("iiimmmffflx", i, i, i, m, m, m, f, f, f, l, x);
    return 0;
}
