// The C library's complex functions take and return pairs in registers and on the x87 stack.
#include <complex.h>
#include <stdio.h>

static void show(double complex z) { printf("%.10g %.10g\n", creal(z), cimag(z)); }

int main(void)
{
    volatile double complex z = 0.5 + 1.25 * I;
    show(cexp(z));
    show(csqrt(-z));
    show(cpow(z, 2 + I));
    show(conj(z) * cabs(z));
    volatile float complex f = 3.0f - 4.0f * I;
    printf("%g %g\n", cabsf(f), cargf(f));
    volatile long double complex l = z;
    printf("%.15Lg %.15Lg\n", creall(csinl(l)), cimagl(csinl(l)));
    return 0;
}
