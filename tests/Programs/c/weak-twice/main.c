// Of several weak definitions the first one serves everybody.
#include <stdio.h>

__attribute__((weak)) int which(void) { return 1; }
int ask_first(void);
int ask_second(void);

int main(void)
{
    printf("%d %d %d\n", which(), ask_first(), ask_second());
    return 0;
}
