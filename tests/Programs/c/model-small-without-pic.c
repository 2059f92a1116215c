// Code that is not position independent: 32-bit addresses of the program's own data and functions.
// flags: -O1 -fno-pic
#include <stdio.h>

int table[4] = {10, 20, 30, 40};
static int (*calls[2])(int);
static int increment(int x) { return x + 1; }
static int decrement(int x) { return x - 1; }

__attribute__((noinline)) static int pick(int i) { return table[i & 3]; }
__attribute__((noinline)) static int *address(int i) { return &table[i]; }

int main(int argc, char **argv)
{
    calls[0] = increment;
    calls[1] = decrement;
    printf("%d %d %d %d\n", pick(argc), *address(argc + 1), calls[argc & 1](5), calls[0](5));
    return 0;
}
