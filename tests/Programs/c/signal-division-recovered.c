// SIGFPE of an integer division, handled by the program.
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>

static sigjmp_buf place;
static void handle(int number) { siglongjmp(place, number); }

__attribute__((noinline)) static int divide(int a, int b)
{
    int number = sigsetjmp(place, 1);
    volatile int divisor = b;
    return number == SIGFPE ? -1 : a / divisor;
}

int main(void)
{
    signal(SIGFPE, handle);
    printf("%d ", divide(84, 2));
    printf("%d ", divide(1, 0));
    printf("%d\n", divide(-9, 3));
    return 0;
}
