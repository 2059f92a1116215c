// _exit runs no handlers and flushes nothing.
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void never(void) { fputs("never\n", stderr); }

int main(void)
{
    atexit(never);
    printf("lost");
    fputs("kept\n", stderr);
    _exit(17);
}
