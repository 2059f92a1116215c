// Constant tables of addresses, which only relocation can fill: strings, data with offsets, functions.
#include <stdio.h>

static int values[8] = {0, 10, 20, 30, 40, 50, 60, 70};
static const char *const names[] = {"alpha", "beta", "gamma", "beta"};
static int *const inside[] = {&values[3], values + 7, &values[8] - 3, &values[-1] + 2};
static int twice(int x) { return x * 2; }
static int square(int x) { return x * x; }
static int (*const functions[])(int) = {twice, square, twice};

int main(void)
{
    for (int i = 0; i < 4; i++)
        printf("%s %s %d\n", names[i], names[i] + 2, *inside[i]);
    for (int i = 0; i < 3; i++)
        printf("%d ", functions[i](7));
    puts("");
    return 0;
}
