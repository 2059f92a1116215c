// A tentative definition gives way to one with a value.
// flags: -O1 -fcommon
#include <stdio.h>

int value;
int get(void);

int main(void)
{
    printf("%d ", value);
    value = 8;
    printf("%d\n", get());
    return 0;
}
