// Addresses before a symbol's start and one past its end: negative and large addends.
// flags: -O2
#include <stdio.h>

int table[100];
static int *const end = table + 100;
static int *const before = (int *)((char *)table - 4096);

__attribute__((noinline)) static int at(long i) { return table[i - 1000000]; }
__attribute__((noinline)) static void set(long i, int value) { table[i - 2000000000 / 4] = value; }

int main(void)
{
    set(500000042, 1234);
    table[99] = 7;
    printf("%d %d %d\n", at(1000042), end[-1], before[1024 + 42]);
    printf("%ld\n", (long)(end - before));
    return 0;
}
