// Structures returned in registers, on the x87 stack and through a hidden pointer.
// flags: -O2
#include <stdio.h>

typedef struct { char c; } one;
typedef struct { long a; double b; } mixed;
typedef struct { double a, b; } doubles;
typedef struct { long double a; } extended;
typedef struct { _Complex long double z; } complex_extended;
typedef struct { int a[7]; } large;

__attribute__((noinline)) one make_one(int x) { return (one){(char)x}; }
__attribute__((noinline)) mixed make_mixed(int x) { return (mixed){x, x / 2.0}; }
__attribute__((noinline)) doubles make_doubles(int x) { return (doubles){x, -x}; }
__attribute__((noinline)) extended make_extended(int x) { return (extended){x / 3.0L}; }
__attribute__((noinline)) complex_extended make_complex(int x) { return (complex_extended){x + 2.0iL}; }
__attribute__((noinline)) large make_large(int x) { return (large){{x, x + 1, x + 2, x + 3, x + 4, x + 5, x + 6}}; }

int main(int argc, char **argv)
{
    int x = argc + 64;
    mixed m = make_mixed(x);
    doubles d = make_doubles(x);
    printf("%c %ld %g %g %g\n", make_one(x).c, m.a, m.b, d.a, d.b);
    printf("%.15Lg %Lg %d %d\n", make_extended(x).a, __imag__ make_complex(x).z, make_large(x).a[0], make_large(x).a[6]);
    return 0;
}
