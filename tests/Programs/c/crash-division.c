// A division by zero that nobody handles ends the program by SIGFPE.
// crash: divide
#include <stdio.h>

__attribute__((noinline)) int divide(volatile int *a, volatile int *b) { return *a / *b; }

int main(void)
{
    int a = 1, b = 0;
    return divide(&a, &b);
}
