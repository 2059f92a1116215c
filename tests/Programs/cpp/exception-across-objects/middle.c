// flags: -O1 -fexceptions
#include <stdio.h>

int thrower(int n);
static void leave(const int *n) { printf("leave %d\n", *n); }
int middle(int n)
{
    __attribute__((cleanup(leave))) int copy = n;
    return thrower(copy) + 1;
}
