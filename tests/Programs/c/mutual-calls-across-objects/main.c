// Three objects that call each other in a ring, compiled in three ways.
// flags: -O0
#include <stdio.h>

int second(int n);
int first(int n) { return n <= 0 ? 1 : second(n - 1) + n; }

int main(void)
{
    printf("%d\n", first(30));
    return 0;
}
