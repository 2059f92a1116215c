// Conversions between integers and floating point at their limits.
// flags: -O0
#include <float.h>
#include <stdio.h>

int main(void)
{
    volatile unsigned long big = 0xffffffffffffffff;
    volatile unsigned small = 4000000000u;
    volatile long negative = -9007199254740993;
    printf("%.0f %.0f %.0f\n", (double)big, (double)small, (double)negative);
    printf("%.0f %.0f\n", (double)(float)big, (double)(float)negative);
    volatile double d = 1.8446744073709550e19;
    volatile float f = 2147483520.0f;
    printf("%lu %d %u\n", (unsigned long)d, (int)f, (unsigned)f * 2);
    printf("%a %a %a\n", DBL_MIN / 4, (double)(FLT_MIN / 8), (double)(float)DBL_EPSILON);
    return 0;
}
