// Functions aligned by attribute; their addresses say so.
// flags: -O1 -ffunction-sections
#include <stdint.h>
#include <stdio.h>

__attribute__((aligned(256))) int wide(int x) { return x + 1; }
int narrow(int x) { return x + 2; }
__attribute__((aligned(32))) int middle(int x) { return x + 3; }
static int (*volatile calls[])(int) = {wide, narrow, middle};

int main(void)
{
    int sum = 0;
    for (int i = 0; i < 3; i++)
        sum = sum * 10 + calls[i](i);
    printf("%d\n", sum);
    return 0;
}
