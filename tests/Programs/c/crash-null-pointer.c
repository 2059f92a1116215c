// A crash that nobody handles ends the program by SIGSEGV.
// crash: null_written
#include <stdio.h>

__attribute__((noinline)) void null_written(int *volatile pointer) { *pointer = 1; }

int main(void)
{
    puts("flushed");
    fflush(stdout);
    null_written(NULL);
    return 0;
}
