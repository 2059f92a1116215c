// A sparse switch over 64-bit values becomes comparisons and several small tables.
// flags: -O2
#include <stdio.h>

__attribute__((noinline)) static const char *name(unsigned long value)
{
    switch (value) {
    case 0: return "zero";
    case 1: case 2: case 3: return "few";
    case 1000: return "thousand";
    case 1001: return "nights";
    case 1002: return "and one";
    case 1003: return "and two";
    case 1004 ... 1010: return "and more";
    case 0x100000000: return "too wide for 32 bits";
    case 0x8000000000000000: return "top bit";
    case ~0ul: return "all";
    }
    return "?";
}

int main(void)
{
    unsigned long values[] = {0, 2, 999, 1000, 1001, 1003, 1007, 1011, 0x100000000, 0x8000000000000000, ~0ul};
    for (unsigned i = 0; i < sizeof values / sizeof *values; i++)
        printf("%s\n", name(values[i]));
    return 0;
}
