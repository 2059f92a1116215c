// Counting and reversing bits, with tables or calls where the processor is not told to.
#include <stdio.h>

int main(void)
{
    volatile unsigned values[] = {1, 0x80000000, 0xdeadbeef, 0x00ff00f0};
    for (int i = 0; i < 4; i++) {
        unsigned v = values[i];
        printf("%d %d %d %d %x %x\n", __builtin_popcount(v), __builtin_clz(v), __builtin_ctz(v), __builtin_parity(v),
            __builtin_bswap32(v), __builtin_bitreverse32(v));
    }
    volatile unsigned long wide = 0x8040201008040201;
    printf("%d %d %d %lx\n", __builtin_popcountl(wide), __builtin_ffsl(wide), __builtin_clrsbl(wide), __builtin_rotateleft64(wide, 13));
    return 0;
}
