// The mathematical library, in a program that nobody linked with -lm at its start.
#include <math.h>
#include <stdio.h>

int main(void)
{
    volatile double x = 0.75;
    printf("%.15g %.15g %.15g %.15g\n", sin(x), tan(x), exp(x), log1p(x));
    printf("%.15g %.15g %.15g %.15g\n", pow(x, 3.3), cbrt(x), hypot(x, 2), atan2(x, -1));
    printf("%g %g %g %g %ld\n", floor(-x), ceil(x), round(2.5), rint(2.5), lround(-x));
    int exponent;
    double fraction = frexp(100 * x, &exponent), whole;
    printf("%g %d %g %.15g %.15g\n", fraction, exponent, modf(7 * x, &whole), tgamma(x + 4), erf(x));
    printf("%.9g %.9g %d %d\n", (double)sinf((float)x), (double)fmaf(2, 3, (float)x), isinf(x / 0.0) != 0, fpclassify(x) == FP_NORMAL);
    return 0;
}
