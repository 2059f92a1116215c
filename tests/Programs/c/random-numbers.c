// Seeded generators give the same numbers everywhere.
#include <stdio.h>
#include <stdlib.h>

int main(void)
{
    srand(42);
    srand48(7);
    unsigned short state[3] = {1, 2, 3};
    printf("%d %d %ld %.6f %ld\n", rand(), rand(), lrand48(), drand48(), nrand48(state));
    return 0;
}
