// Constants of 4, 8 and 16 bytes in sections whose entries may be merged.
// flags: -O2
#include <stdio.h>

__attribute__((noinline)) static float f(float x) { return x * 1.1f + 2.2f; }
__attribute__((noinline)) static double d(double x) { return x * 1.1 + 2.2; }
__attribute__((noinline)) static double negated(double x) { return -x + __builtin_fabs(x - 1); }
__attribute__((noinline)) static long double l(long double x) { return x * 1.1L; }

int main(void)
{
    printf("%.9g %.17g %.17g %.20Lg\n", (double)f(3), d(3), negated(2.5), l(3));
    return 0;
}
