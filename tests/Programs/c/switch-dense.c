// A dense switch becomes a jump table in read-only data.
// flags: -O2 -ffunction-sections -fdata-sections
#include <stdio.h>

__attribute__((noinline)) static void step(int kind, long *a, long *b)
{
    switch (kind) {
    case 0: *a += 1; break;
    case 1: *b ^= *a; break;
    case 2: *a *= 3; break;
    case 3: *b -= 7; break;
    case 4: *a ^= *b >> 3; /* fall through */
    case 5: *b += *a; break;
    case 6: { long t = *a; *a = *b; *b = t; break; }
    case 7: printf("%ld %ld\n", *a, *b); break;
    default: *a = -*a; break;
    }
}

int main(void)
{
    long a = 1, b = 2;
    for (int i = 0; i < 60; i++) {
        step(i * 5 % 9, &a, &b);
        a %= 1000000007;
        b %= 1000000007;
    }
    return 0;
}
