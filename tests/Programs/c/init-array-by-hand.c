// Entries of .init_array and .fini_array made by hand.
#include <stdio.h>

static void one(void) { puts("one"); }
static void two(void) { puts("two"); }
static void end(void) { puts("end"); }
#define AT(name) __attribute__((section(name), used)) static void
AT(".init_array") (*entry1)(void) = one;
AT(".init_array") (*entry2)(void) = two;
AT(".init_array") (*entry3)(void) = one;
AT(".fini_array") (*entry4)(void) = end;

int main(void)
{
    puts("main");
    return 0;
}
