// Loops that the optimiser turns into vector code with constant pools of every size.
// flags: -O3 -ffunction-sections -fdata-sections
#include <stdio.h>

static short shorts[100];
static int ints[100];
static double doubles[100];

__attribute__((noinline)) static void fill(int n)
{
    for (int i = 0; i < n; i++) {
        shorts[i] = (short)(i * 3 - 7);
        ints[i] = i * i ^ 0x55;
        doubles[i] = i * 0.25 + 1.5;
    }
}

__attribute__((noinline)) static double total(int n)
{
    long sum = 0;
    double real = 0;
    for (int i = 0; i < n; i++)
        sum += shorts[i] * 2 + (ints[i] > 50 ? ints[i] : -1);
    for (int i = 0; i < n; i++)
        real += doubles[i] * 2;
    return sum + real;
}

int main(int argc, char **argv)
{
    fill(99 + argc);
    printf("%.2f\n", total(99 + argc));
    return 0;
}
