// _Float16 without hardware support converts by calls.
#include <stdio.h>

__attribute__((noinline)) static _Float16 scale(_Float16 value, _Float16 by) { return value * by; }

int main(void)
{
    _Float16 values[] = {0.1f16, 1.0f16 / 3.0f16, 65504.0f16, -0.00001f16};
    for (int i = 0; i < 4; i++)
        printf("%.8g ", (float)scale(values[i], 2.0f16));
    puts("");
    volatile double wide = 1000.3;
    printf("%zu %g\n", sizeof(_Float16), (double)(_Float16)wide);
    return 0;
}
