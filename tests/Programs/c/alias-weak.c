// A weak alias, its chain, and an alias of an alias.
#include <stdio.h>

int strong(void) { return 3; }
int weak(void) __attribute__((weak, alias("strong")));
int chained(void) __attribute__((alias("weak")));
static int (*const table[])(void) = {strong, weak, chained};

int main(void)
{
    int sum = 0;
    for (int i = 0; i < 3; i++)
        sum = sum * 10 + table[i]();
    printf("%d %d\n", sum, weak());
    return 0;
}
