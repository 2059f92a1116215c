// A signal without a handler ends the program; the parent sees which. Buffered output is lost.
#include <signal.h>
#include <stdio.h>

int main(void)
{
    printf("lost");
    fputs("kept\n", stderr);
    raise(SIGTERM);
    return 0;
}
