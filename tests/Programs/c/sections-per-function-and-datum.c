// Every function and every datum in a section of its own.
// flags: -O2 -ffunction-sections -fdata-sections
#include <stdio.h>

int a = 1, b = 2, c;
static const int d[] = {4, 5, 6};
const char *const e = "e";
__attribute__((noinline)) int f(int x) { return x + a + b; }
__attribute__((noinline)) int g(int x) { return f(x) * d[x % 3]; }
__attribute__((noinline)) static int h(int x) { return c += g(x); }
int unused(void) { return h(1); }

int main(void)
{
    for (int i = 0; i < 5; i++)
        h(i);
    printf("%d %s\n", c, e);
    return 0;
}
