// Functions that call each other around a ring, each in a section of its own.
// flags: -O1 -ffunction-sections -fno-inline
#include <stdio.h>

static int first(int n, int acc);
static int third(int n, int acc);
static int second(int n, int acc) { return n <= 0 ? acc * 2 : third(n - 1, acc + 3); }
static int third(int n, int acc) { return n <= 0 ? acc * 5 : first(n - 2, acc ^ 7); }
static int first(int n, int acc) { return n <= 0 ? acc : second(n - 1, acc + n) + (n % 5 == 0 ? third(n - 3, 1) : 0); }

int main(void)
{
    printf("%d %d %d\n", first(10, 0), first(33, 1), first(64, 2));
    return 0;
}
