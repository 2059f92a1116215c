// Symbols that are numbers: small ones, negative ones, as addresses and in data.
// flags: -O1 -fPIC
#include <stdint.h>
#include <stdio.h>

__asm__(".globl answer, minus, huge\nanswer = 42\nminus = -5\nhuge = 0x123456789abcdef0");
extern char answer[] __attribute__((visibility("default"))), minus[], huge[];
static void *const table[] = {answer, minus, huge, answer + 8};

int main(void)
{
    for (int i = 0; i < 4; i++)
        printf("%ld ", (long)(intptr_t)((void *const volatile *)table)[i]);
    puts("");
    return 0;
}
