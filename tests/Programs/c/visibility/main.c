// Hidden, internal and protected symbols are one across the objects of a program.
#include <stdio.h>

__attribute__((visibility("hidden"))) extern int hidden;
__attribute__((visibility("internal"))) int internal(int x);
__attribute__((visibility("protected"))) int protected(int x);
int (*protected_address(void))(int);

int main(void)
{
    printf("%d %d %d %d\n", hidden, internal(3), protected(4), protected_address() == protected);
    return 0;
}
