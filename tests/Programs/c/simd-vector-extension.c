// The compiler's vector types: arithmetic, comparison, shuffles, passing by value.
#include <stdio.h>

typedef int v4 __attribute__((vector_size(16)));
typedef float v8f __attribute__((vector_size(32)));

__attribute__((noinline)) static v4 blend(v4 a, v4 b) { v4 greater = a > b; return (a & greater) | (b & ~greater); }
__attribute__((noinline)) static void scale(v8f *v, float by) { *v *= by; }

int main(void)
{
    v4 a = {1, 20, 3, 40}, b = {10, 2, 30, 4}, c = blend(a, b), d = __builtin_shufflevector(a, b, 3, 4, 1, 6);
    v8f f = {1, 2, 3, 4, 5, 6, 7, 8};
    scale(&f, 0.5f);
    printf("%d %d %d %d  %d %d %d %d\n", c[0], c[1], c[2], c[3], d[0], d[1], d[2], d[3]);
    printf("%g %g\n", f[0], f[7]);
    return 0;
}
