// An object aligned to a huge page.
#include <stdint.h>
#include <stdio.h>

static char odd = 1;
_Alignas(2 << 20) static char zeros[4 << 20];

int main(void)
{
    zeros[sizeof zeros - 1] = 2;
    printf("%d %d\n", (int)((uintptr_t)zeros % (2 << 20)), odd + zeros[sizeof zeros - 1]);
    return 0;
}
