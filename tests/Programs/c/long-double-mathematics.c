// The C library's functions for long double.
#include <math.h>
#include <stdio.h>

int main(void)
{
    volatile long double x = 0.7L, y = 2.3L;
    printf("%.18Lg %.18Lg %.18Lg\n", sinl(x), cosl(x), expl(y));
    printf("%.18Lg %.18Lg %.18Lg\n", sqrtl(y), logl(y), powl(y, x));
    printf("%.18Lg %ld %.18Lg\n", fmodl(-y, x), lrintl(y), truncl(-y));
    printf("%.18Lg %.18Lg\n", nextafterl(1, 2), ldexpl(x, 16000));
    return 0;
}
