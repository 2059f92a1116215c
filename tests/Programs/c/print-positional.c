// Positional arguments of mixed types.
#include <stdio.h>

int main(void)
{
    printf("%2$s %1$d %4$Lg %3$g %1$x\n", 10, "ten", 1.5, 2.5L);
    printf("%1$*2$d|%1$-*2$d|%3$.*4$f\n", 7, 4, 3.14159, 2);
    return 0;
}
