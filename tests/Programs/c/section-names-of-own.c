// Code, data and constants in sections with names of the program's own.
#include <stdio.h>

__attribute__((section(".text.hot.special"))) int hot(int x) { return x * 3; }
__attribute__((section("my data"))) int data = 5;
__attribute__((section(".my.rodata"))) const int constant = 6;
__attribute__((section(".bss.mine"))) int zero;
__attribute__((section(".data.rel.ro.mine"))) int *const pointer = &data;

int main(void)
{
    zero += constant;
    *pointer += zero;
    printf("%d %d\n", hot(data), zero);
    return 0;
}
