// Of an archive only the members that are needed are linked: an unneeded one would fail.
#include <stdio.h>

int needed(int x);

int main(void)
{
    printf("%d\n", needed(5));
    return 0;
}
