// Every basic block in a section of its own: branches between sections, jump tables into them.
// flags: -O2 -fbasic-block-sections=all
#include <stdio.h>

__attribute__((noinline)) static int collatz(long n)
{
    int steps = 0;
    while (n != 1) {
        if (n % 2)
            n = 3 * n + 1;
        else
            n /= 2;
        steps++;
    }
    return steps;
}

__attribute__((noinline)) static const char *size(int steps)
{
    switch (steps / 20) {
    case 0: return "short";
    case 1: return "middle";
    case 2: return "long";
    case 5: return "very long";
    default: return "other";
    }
}

int main(void)
{
    for (int i = 1; i < 40; i += 2)
        printf("%d %s\n", collatz(i), size(collatz(i)));
    return 0;
}
