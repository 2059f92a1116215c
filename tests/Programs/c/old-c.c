// C as of 1978: no prototypes, implicit conversions of arguments.
// flags: -std=c89 -O1 -Wno-deprecated-non-prototype
#include <stdio.h>

int add();
double half();

int main()
{
    printf("%d %g %d\n", add(1, 2, 'a'), half(5.0f), add(-1, -2, 0));
    return 0;
}

int add(a, b, c) int a, b; char c; { return a + b + c; }
double half(x) float x; { return x / 2; }
