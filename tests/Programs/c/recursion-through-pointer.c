// Ackermann's function through a pointer that is its own argument.
// flags: -O2
#include <stdio.h>

typedef struct self { long (*call)(const struct self *, long, long); } self;

static long ackermann(const self *me, long m, long n)
{
    return m == 0 ? n + 1 : n == 0 ? me->call(me, m - 1, 1) : me->call(me, m - 1, me->call(me, m, n - 1));
}

int main(void)
{
    volatile self me = {ackermann};
    self copy = me;
    printf("%ld %ld\n", copy.call(&copy, 2, 9), copy.call(&copy, 3, 6));
    return 0;
}
