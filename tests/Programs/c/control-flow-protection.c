// Code that marks the targets of its indirect branches.
// flags: -O2 -fcf-protection=full
#include <setjmp.h>
#include <stdio.h>

static jmp_buf place;
static int one(int x) { return x + 1; }
static int two(int x) { longjmp(place, x); }
static int (*volatile calls[])(int) = {one, two};

int main(void)
{
    int value = setjmp(place);
    if (value)
        return printf("%d\n", value) < 0;
    return calls[1](calls[0](4));
}
