// 128-bit multiplication, shifts, comparison and conversion to floating point.
// flags: -O0
#include <stdio.h>

int main(void)
{
    volatile unsigned long x = 0xfedcba9876543211, y = 0x123456789abcdef1;
    unsigned __int128 product = (unsigned __int128)x * y;
    printf("%016lx%016lx\n", (unsigned long)(product >> 64), (unsigned long)product);
    for (int shift = 0; shift < 128; shift += 31)
        printf("%lx %lx\n", (unsigned long)(product >> shift), (unsigned long)((product << shift) >> 64));
    __int128 negative = -(__int128)product;
    printf("%d %d %g %g\n", negative < 0, negative < -1, (double)negative, (double)product);
    printf("%lx\n", (unsigned long)(negative >> 100));
    return 0;
}
