// An object whose sections are mostly debug information.
// flags: -O0 -g3 -gdwarf-5
#include <stdio.h>

struct shape { const char *name; union { double radius; struct { double a, b; }; }; };

static double area(const struct shape *s) { return s->name[0] == 'c' ? 3 * s->radius * s->radius : s->a * s->b; }

int main(void)
{
    struct shape shapes[] = {{"circle", {2}}, {"rectangle", {.a = 3, .b = 4}}};
    for (int i = 0; i < 2; i++)
        printf("%s %g\n", shapes[i].name, area(&shapes[i]));
    return 0;
}
