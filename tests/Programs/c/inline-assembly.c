// Inline assembly: constraints, flags, symbols as operands, jumps to C labels.
#include <stdio.h>

static int counter = 5;
static int callee(int x) { return x * 3; }

static int is_negative(int x)
{
    __asm__ goto("testl %0, %0\n\tjs %l1" : : "r"(x) : "cc" : negative);
    return 0;
negative:
    return 1;
}

int main(void)
{
    unsigned long low, high, product;
    int carry, value = 7, result;
    __asm__("mulq %3" : "=a"(low), "=d"(high) : "0"(~0ul), "r"(3ul) : "cc");
    __asm__("addq %2, %1\n\tsetc %b0" : "=q"(carry), "=r"(product) : "r"(5ul), "1"(~0ul) : "cc");
    __asm__("incl %0" : "+m"(counter));
    result = callee(value);
    printf("%lx %lx %d %lu %d %d %d %d\n", low, high, carry & 1, product, counter, result, is_negative(-2), is_negative(2));
    return 0;
}
