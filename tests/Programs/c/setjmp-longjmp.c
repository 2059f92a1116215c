// longjmp comes back several calls up, with its value; zero becomes one.
#include <setjmp.h>
#include <stdio.h>

static jmp_buf place;

__attribute__((noinline)) static void descend(int depth, int value)
{
    if (depth == 0)
        longjmp(place, value);
    descend(depth - 1, value);
    puts("never");
}

int main(void)
{
    static volatile int round = -1;
    int value = setjmp(place);
    printf("came with %d\n", value);
    if (++round < 4)
        descend(round * 5, round);
    puts("done");
    return 0;
}
