// A buffer written past its end is noticed: the library ends the program.
// flags: -O0 -fstack-protector-all
#include <string.h>

static void smash(int size)
{
    volatile char buffer[8];
    for (int i = 0; i < size; i++)
        buffer[i] = 'x';
}

int main(void)
{
    smash(8);
    smash(32);
    return 0;
}
