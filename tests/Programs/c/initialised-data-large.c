// Four megabytes of initialised data between two addresses that point into it.
#include <stdio.h>

static int table[1 << 20] = {[0] = 1, [77777] = 5, [(1 << 20) - 1] = 9};
static int *const last = &table[(1 << 20) - 1], *middle = &table[77777];

int main(void)
{
    long sum = 0;
    for (int i = 0; i < 1 << 20; i++)
        sum += table[i];
    printf("%ld %d %d\n", sum, *last, *middle);
    return 0;
}
