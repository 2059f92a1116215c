// Functions with Windows' calling convention and with all registers preserved.
// flags: -O1
#include <stdio.h>

__attribute__((ms_abi, noinline)) static long windows(int a, double b, long c, float d, char e) { return a + (long)b * 10 + c * 100 + (long)d * 1000 + e; }
__attribute__((sysv_abi, noinline)) static long linux_abi(int a, double b, long c) { return windows(a, b, c, 4.5f, 'a'); }
__attribute__((preserve_most, noinline)) static int preserving(int x) { return x * 2; }
__attribute__((vectorcall, noinline)) static double vectors(double a, double b) { return a - b; }

int main(void)
{
    long (__attribute__((ms_abi)) *volatile pointer)(int, double, long, float, char) = windows;
    printf("%ld %ld %d %g\n", linux_abi(1, 2, 3), pointer(5, 6, 7, 8, 9), preserving(21), vectors(1.5, 4));
    return 0;
}
