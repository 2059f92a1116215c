// Names that C does not have: asm labels for functions and data.
#include <stdio.h>

int renamed(int x) __asm__("a name.with$odd/characters");
int renamed(int x) { return x * 7; }
int data __asm__("data name") = 6;

int main(void)
{
    printf("%d\n", renamed(data));
    return 0;
}
