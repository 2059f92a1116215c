// Conversions between 128-bit integers and floating point: more calls into the support library.
#include <stdio.h>

int main(void)
{
    volatile double d = 1.5e30;
    volatile float f = -3e20f;
    volatile long double l = 1.25e35L;
    __int128 a = (__int128)d, b = (__int128)f;
    unsigned __int128 c = (unsigned __int128)l;
    printf("%lx %lx\n", (long)(a >> 64), (long)a);
    printf("%lx %lx\n", (long)(b >> 64), (long)b);
    printf("%lx %lx\n", (long)(c >> 64), (long)c);
    printf("%a %a %La\n", (double)a, (float)b, (long double)c);
    return 0;
}
