// Functions registered with atexit run last first; those registered meanwhile run next.
#include <stdio.h>
#include <stdlib.h>

static void third(void) { puts("third"); }
static void added(void) { puts("added"); }
static void second(void) { puts("second"); atexit(added); }
static void first(void) { puts("first"); }
__attribute__((destructor)) static void end(void) { puts("destructor"); }

int main(void)
{
    atexit(third);
    atexit(second);
    atexit(first);
    return 4;
}
