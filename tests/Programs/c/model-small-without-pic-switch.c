// Jump tables of absolute addresses, indexed with a 32-bit displacement.
// flags: -O2 -fno-pic
#include <stdio.h>

__attribute__((noinline)) static int step(int kind, int x)
{
    switch (kind) {
    case 0: return x + 1;
    case 1: return x * 7;
    case 2: printf("%d ", x); return x;
    case 3: return x ^ 0x55;
    case 4: return x - 100;
    case 5: return x / 3;
    default: return -x;
    }
}

int main(void)
{
    int x = 1;
    for (int i = 0; i < 40; i++)
        x = step(i * 3 % 7, x) % 10007;
    printf("%d\n", x);
    return 0;
}
