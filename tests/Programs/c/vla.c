// Arrays of a length known at run time only, in a loop that gives the room back.
#include <stdio.h>

static int sum(int n, int (*values)[n])
{
    int total = 0;
    for (int i = 0; i < n; i++)
        total += (*values)[i];
    return total;
}

int main(void)
{
    long total = 0;
    for (int n = 1; n < 2000; n += 13) {
        int values[n];
        for (int i = 0; i < n; i++)
            values[i] = i;
        total += sum(n, &values) + sizeof values;
    }
    printf("%ld\n", total);
    return 0;
}
