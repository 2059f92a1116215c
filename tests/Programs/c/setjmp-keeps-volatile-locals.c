// Volatile locals keep their last value across a longjmp, at full optimisation.
// flags: -O3
#include <setjmp.h>
#include <stdio.h>

static jmp_buf place;
static void __attribute__((noinline)) jump(int n) { longjmp(place, n); }

int main(void)
{
    volatile int count = 0;
    volatile double sum = 0.5;
    if (setjmp(place) < 10) {
        count++;
        sum *= 2;
        jump(count);
    }
    printf("%d %g\n", count, sum);
    return 0;
}
