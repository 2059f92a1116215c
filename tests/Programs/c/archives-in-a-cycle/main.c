// Members of two archives that need each other back and forth.
#include <stdio.h>

int a1(int n);

int main(void)
{
    printf("%d\n", a1(6));
    return 0;
}
