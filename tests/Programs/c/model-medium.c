// The medium model: large data in sections of its own, reached by 64-bit addresses.
// flags: -O1 -mcmodel=medium -mlarge-data-threshold=1000 -fPIC
#include <stdio.h>

static int big[100000] = {1, 2, [99999] = 3};
static int zero[100000];
static const int constant[2000] = {[1999] = 4};
int small = 5;

int main(void)
{
    zero[77777] = small;
    small += big[99999] + constant[1999];
    printf("%d %d %d %d\n", big[0], zero[77777], zero[0], small);
    return 0;
}
