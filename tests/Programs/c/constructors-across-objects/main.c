// Priorities order constructors across objects; without one, link order does.
#include <stdio.h>

__attribute__((constructor)) static void plain(void) { puts("main plain"); }
__attribute__((constructor(500))) static void later(void) { puts("main 500"); }
__attribute__((destructor)) static void end(void) { puts("main end"); }

int main(void)
{
    puts("main");
    return 0;
}
