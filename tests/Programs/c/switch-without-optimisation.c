// Jump tables of unoptimised code.
// flags: -O0
#include <stdio.h>

static int value(char c)
{
    switch (c) {
    case 'a': return 1;
    case 'b': return 2;
    case 'c': return 4;
    case 'd': return 8;
    case 'e': return 16;
    case 'f': return 32;
    case 'z': return 1 << 20;
    default: return 0;
    }
}

int main(void)
{
    int sum = 0;
    for (const char *p = "a cafe faced a zebra"; *p; p++)
        sum = sum * 3 + value(*p);
    printf("%d\n", sum);
    return 0;
}
