// quick_exit runs its own handlers and no others, and flushes nothing.
#include <stdio.h>
#include <stdlib.h>

static void quick(void) { fputs("quick\n", stderr); }
static void never(void) { fputs("never\n", stderr); }

int main(void)
{
    atexit(never);
    at_quick_exit(quick);
    printf("lost");
    quick_exit(6);
}
