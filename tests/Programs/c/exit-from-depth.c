// exit called far down the stack ends the program with its code.
#include <stdio.h>
#include <stdlib.h>

__attribute__((noinline)) static int descend(int n) { if (n == 0) exit(33); return descend(n - 1) + 1; }

int main(void)
{
    puts("going");
    return descend(100);
}
