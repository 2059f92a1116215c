// Objects aligned to a page: the program may change a page's protection.
#include <stdint.h>
#include <stdio.h>

_Alignas(4096) static char page[4096] = "page";
_Alignas(4096) static char zeros[8192];
_Alignas(4096) static const char constants[4096] = {1, 2, 3};
static char odd = 1;

int main(void)
{
    zeros[4096] = 4;
    printf("%d %d %d\n", (int)((uintptr_t)page % 4096), (int)((uintptr_t)zeros % 4096), (int)((uintptr_t)constants % 4096));
    printf("%s %d %d %d\n", page, zeros[4096] + zeros[0], constants[2], odd);
    return 0;
}
