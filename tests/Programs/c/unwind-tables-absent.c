// An object without unwind tables.
// flags: -O1 -fno-asynchronous-unwind-tables -fno-unwind-tables
#include <stdio.h>

__attribute__((noinline)) static int f(int x) { return printf("%d\n", x); }

int main(void)
{
    return f(12) != 3;
}
