// abort ends the program by SIGABRT, whatever is in the buffers.
#include <stdio.h>
#include <stdlib.h>

static void never(void) { fputs("never\n", stderr); }

int main(void)
{
    atexit(never);
    puts("flushed");
    fflush(stdout);
    printf("lost");
    abort();
}
