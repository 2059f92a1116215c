// A program that ends in a constructor never reaches main, yet flushes and runs its destructors.
#include <stdio.h>
#include <stdlib.h>

__attribute__((destructor)) static void end(void) { puts("destructor"); }
static void bye(void) { puts("atexit"); }
__attribute__((constructor)) static void start(void)
{
    atexit(bye);
    printf("constructor, ");
    exit(9);
}

int main(void)
{
    puts("never");
    return 0;
}
