// Constructors run by priority, then those without; destructors the other way round.
#include <stdio.h>

__attribute__((constructor)) static void plain(void) { puts("plain"); }
__attribute__((constructor(300))) static void late(void) { puts("300"); }
__attribute__((constructor(101))) static void early(void) { puts("101"); }
__attribute__((constructor(200))) static void middle(void) { puts("200"); }
__attribute__((destructor)) static void end(void) { puts("end plain"); }
__attribute__((destructor(101))) static void last(void) { puts("end 101"); }
__attribute__((destructor(300))) static void first(void) { puts("end 300"); }

int main(void)
{
    puts("main");
    return 0;
}
