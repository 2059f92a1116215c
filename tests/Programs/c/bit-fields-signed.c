// Signed and unsigned bit-fields, across storage units, with zero-width breaks.
#include <stdio.h>

struct fields {
    int a : 3;
    unsigned b : 5;
    long c : 40;
    unsigned : 0;
    unsigned char d : 7;
    _Bool e : 1;
    int f : 31;
};

int main(void)
{
    struct fields f = {3, 31, -(1L << 39), 127, 1, -1};
    printf("%zu %d %u %ld %d %d %d\n", sizeof f, f.a, f.b, (long)f.c, f.d, f.e, f.f);
    f.a++;
    f.b += 2;
    f.c--;
    f.d *= 2;
    f.e = 8;
    f.f <<= 3;
    printf("%d %u %ld %d %d %d\n", f.a, f.b, (long)f.c, f.d, f.e, f.f);
    return 0;
}
