// Text to numbers in all bases, hexadecimal floating point too.
#include <stdio.h>
#include <stdlib.h>

int main(void)
{
    char *end;
    printf("%ld ", strtol("-0x7fz", &end, 0));
    printf("%s ", end);
    printf("%lu %d %ld\n", strtoul("zz", NULL, 36), atoi("  12abc"), strtol("0777", NULL, 0));
    printf("%g %g %g %.20Lg\n", strtod("0x1.8p3", NULL), strtod("nan", &end), atof("-1e-3"), strtold("0.1", NULL));
    div_t d = div(-17, 5);
    printf("%d %d %lld\n", d.quot, d.rem, llabs(-5));
    return 0;
}
