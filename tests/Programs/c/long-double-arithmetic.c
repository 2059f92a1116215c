// 80-bit arithmetic: constants in merged sections, 64 bits of precision.
// flags: -O0
#include <float.h>
#include <stdio.h>

static long double table[] = {1.0L, 0.1L, -2.5L, 1e-4900L};

int main(void)
{
    long double sum = 0;
    for (int i = 0; i < 4; i++)
        sum += table[i] * (i + 1);
    printf("%.20Lg %.20Lg\n", sum, 1.0L / 3.0L);
    printf("%d %La %d\n", LDBL_MANT_DIG, 1.0L + LDBL_EPSILON, (int)(sum > -7.3L));
    printf("%lld %llu %g\n", (long long)(sum * 1e15L), (unsigned long long)1.8e19L, (double)(sum / 7));
    return 0;
}
