// Over-aligned locals realign the stack, next to a variable-length array.
// flags: -O0
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static int check(int n)
{
    char open[n];
    _Alignas(128) char wide[128];
    _Alignas(32) int middle = n;
    memset(open, n, n);
    memset(wide, 1, sizeof wide);
    return (uintptr_t)wide % 128 + (uintptr_t)&middle % 32 + open[n - 1] + wide[127] + middle;
}

int main(void)
{
    for (int n = 1; n < 100; n += 33)
        printf("%d ", check(n));
    puts("");
    return 0;
}
