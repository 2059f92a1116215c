// Structures passed in registers and in memory, more than registers can hold.
// flags: -O2
#include <stdio.h>

typedef struct { int a, b, c; } integers;
typedef struct { float a, b, c, d; } floats;
typedef struct { double a; char b; } mixed;
typedef struct { char bytes[33]; } memory;

__attribute__((noinline)) double mix(integers i, floats f, mixed m, memory s, integers j, mixed n, integers k, mixed o)
{
    return i.a + i.b * 2 + i.c * 3 + f.a + f.b + f.c + f.d + m.a + m.b + s.bytes[0] + s.bytes[32] + j.c + n.a + n.b + k.b + o.a - o.b;
}

int main(void)
{
    integers i = {1, 2, 3};
    floats f = {.5f, .25f, .125f, .0625f};
    mixed m = {10.5, 4};
    memory s = {{100, [32] = 27}};
    printf("%.4f\n", mix(i, f, m, s, i, m, i, m));
    return 0;
}
