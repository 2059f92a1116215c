// Indirect calls and jumps through thunks: COMDAT functions that the compiler adds.
// flags: -O2 -mretpoline
#include <stdio.h>

static int one(int x) { return x + 1; }
static int two(int x) { return x * 2; }
static int (*volatile calls[])(int) = {one, two};

int main(void)
{
    int x = 1;
    for (int i = 0; i < 10; i++)
        x = calls[i % 2](x);
    printf("%d\n", x);
    return 0;
}
