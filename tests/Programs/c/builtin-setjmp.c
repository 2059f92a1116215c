// The compiler's own setjmp: five words, no library.
#include <stdio.h>

static void *place[5];
static volatile int tries;

__attribute__((noinline)) static void leave(void) { __builtin_longjmp(place, 1); }

int main(void)
{
    if (__builtin_setjmp(place) == 0)
        puts("first");
    else
        puts("again");
    if (++tries < 3)
        leave();
    printf("%d tries\n", tries);
    return 0;
}
