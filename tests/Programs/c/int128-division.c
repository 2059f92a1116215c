// Division of 128-bit integers is a call into the compiler's support library.
#include <stdio.h>

static void show(__int128 value)
{
    char text[42], *p = text + sizeof text;
    unsigned __int128 rest = value < 0 ? -(unsigned __int128)value : (unsigned __int128)value;
    *--p = 0;
    do
        *--p = (char)('0' + (int)(rest % 10));
    while ((rest /= 10) != 0);
    if (value < 0)
        *--p = '-';
    puts(p);
}

int main(void)
{
    volatile __int128 a = ((__int128)0x0123456789abcdef << 64) | 0xfedcba9876543210;
    volatile __int128 b = -1234567890123456789;
    show(a);
    show(a / b);
    show(a % b);
    show(-a / 7);
    show((__int128)((unsigned __int128)-1 / 3));
    return 0;
}
