// Groups whose members are dropped together: inline functions with static data, constants and exception tables.
#include "inline.h"
#include <cstdio>

const char *other(int n);

int main()
{
    for (int n = 0; n < 4; n++)
        std::printf("%s %s\n", describe(n), other(n));
    std::printf("%d %d\n", guarded(1), guarded(-1));
}
