// Rounding modes and exception flags begin as the standard says and obey.
// flags: -O0 -frounding-math
#include <fenv.h>
#include <math.h>
#include <stdio.h>

int main(void)
{
    int modes[] = {FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
    volatile double one = 1, three = 3, value = 2.5;
    printf("%d %d\n", fegetround() == FE_TONEAREST, fetestexcept(FE_ALL_EXCEPT));
    for (int i = 0; i < 4; i++) {
        fesetround(modes[i]);
        double third = one / three;
        long rounded = lrint(-value);
        fesetround(FE_TONEAREST);
        printf("%a %ld\n", third, rounded);
    }
    feclearexcept(FE_ALL_EXCEPT);
    volatile double zero = 0, result = one / zero;
    printf("%d %d %g\n", !!fetestexcept(FE_DIVBYZERO), !!fetestexcept(FE_INVALID), result);
    return 0;
}
