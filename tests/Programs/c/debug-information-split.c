// Debug information half in the object, half in a file that nobody needs to run it.
// flags: -O1 -g -gsplit-dwarf=single
#include <stdio.h>

int main(void)
{
    puts("split");
    return 0;
}
