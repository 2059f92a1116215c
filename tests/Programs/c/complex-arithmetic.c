// _Complex multiplication and division with their support calls.
#include <complex.h>
#include <stdio.h>

int main(void)
{
    volatile double complex a = 1.5 - 2.0 * I, b = -0.25 + 3.0 * I;
    volatile float complex f = 1.0f + 2.0f * I;
    volatile long double complex l = 3.0L - 1.0L * I;
    double complex product = a * b, quotient = a / b;
    float complex small = f * f / (f + 1.0f);
    long double complex wide = l * l / (l - 2.0L);
    printf("%g %g %.12g %.12g\n", creal(product), cimag(product), creal(quotient), cimag(quotient));
    printf("%g %g %Lg %Lg\n", crealf(small), cimagf(small), creall(wide), cimagl(wide));
    return 0;
}
