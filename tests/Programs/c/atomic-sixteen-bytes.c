// Sixteen-byte atomics by cmpxchg16b, which wants its operand aligned.
// flags: -O1 -mcx16 -Wno-atomic-alignment
#include <stdio.h>

typedef unsigned __int128 wide;

static wide counter __attribute__((aligned(16))) = 40;

static int replace(wide *expected, wide next)
{
    wide seen = __sync_val_compare_and_swap(&counter, *expected, next);
    int done = seen == *expected;
    *expected = seen;
    return done;
}

int main(void)
{
    wide expected = 1;
    int first = replace(&expected, 2);
    printf("%d %lu\n", first, (unsigned long)expected);
    first = replace(&expected, ((wide)7 << 64) | 8);
    printf("%d %lu %lu\n", first, (unsigned long)(counter >> 64), (unsigned long)counter);
    return 0;
}
