// Arithmetic that says when it overflows, 64-bit signed multiplication by a support call included.
#include <limits.h>
#include <stdio.h>

int main(void)
{
    volatile int i = INT_MAX;
    volatile long l = LONG_MIN;
    volatile unsigned u = 3;
    int a;
    long b;
    unsigned c;
    __int128 d;
    volatile __int128 big = (__int128)1 << 120;
    printf("%d ", __builtin_add_overflow(i, 1, &a));
    printf("%d\n", a);
    printf("%d ", __builtin_mul_overflow(l, -1, &b));
    printf("%ld\n", b);
    printf("%d ", __builtin_sub_overflow(u, 4u, &c));
    printf("%u\n", c);
    printf("%d ", __builtin_mul_overflow(big, (__int128)1000, &d));
    printf("%lx\n", (long)(d >> 64));
    return 0;
}
