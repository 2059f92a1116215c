// __float128 is arithmetic by calls: every operation is a function of the support library.
#include <stdio.h>

int main(void)
{
    volatile __float128 a = 1, b = 3;
    __float128 third = a / b, sum = third + third * b - a;
    printf("%.17g %d %d %d\n", (double)third, third < a, sum == third, (int)(b * b * b));
    __float128 error = third * 3 - 1;
    printf("%g %ld %Lg\n", (double)(error * 0x1p100), (long)(third * 1000000000), (long double)(third * 0x1p200));
    union { __float128 value; unsigned long words[2]; } bits = {third};
    printf("%016lx%016lx\n", bits.words[1], bits.words[0]);
    return 0;
}
