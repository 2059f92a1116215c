// A handler for SIGABRT runs first; returning from it does not save the program.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void handle(int number) { (void)number; (void)!write(1, "handler\n", 8); }

int main(void)
{
    signal(SIGABRT, handle);
    abort();
}
