// Calls that must be jumps: ten million of them leave no frame.
// flags: -O1
#include <stdio.h>

__attribute__((noinline)) static long odd(long n, long acc);
__attribute__((noinline)) static long even(long n, long acc)
{
    if (n == 0)
        return acc;
    __attribute__((musttail)) return odd(n - 1, acc + 1);
}
__attribute__((noinline)) static long odd(long n, long acc)
{
    if (n == 0)
        return -acc;
    __attribute__((musttail)) return even(n - 1, acc ^ 1);
}

int main(void)
{
    printf("%ld %ld\n", even(10000000, 0), odd(9999999, 5));
    return 0;
}
