// Fifty thousand frames.
// flags: -O0
#include <stdio.h>

static long depth(long n) { volatile char room[40]; room[0] = 1; return n == 0 ? 0 : room[0] + depth(n - 1); }

int main(void)
{
    printf("%ld\n", depth(50000));
    return 0;
}
