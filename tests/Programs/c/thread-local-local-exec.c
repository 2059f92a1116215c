// The local-exec model needs room that only the program's start can give: refused, with the remedy.
// flags: -O1 -fPIE -ftls-model=local-exec
// graft: refused GRAFT3010
#include <stdio.h>

static __thread int variable = 5;

int main(void)
{
    variable++;
    printf("%d\n", variable);
    return 0;
}
