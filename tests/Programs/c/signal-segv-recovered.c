// A program's own SIGSEGV handler that jumps out, twice.
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>

static sigjmp_buf place;
static void handle(int number) { siglongjmp(place, number); }

int main(void)
{
    volatile int faults = 0;
    int *volatile null = NULL;
    signal(SIGSEGV, handle);
    if (sigsetjmp(place, 1) != 0)
        faults++;
    if (faults < 2)
        *null = 1;
    printf("%d faults\n", faults);
    return 0;
}
