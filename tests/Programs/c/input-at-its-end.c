// Standard input that is empty.
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    char byte;
    printf("%d %d\n", getchar(), feof(stdin) != 0);
    printf("%zd\n", read(0, &byte, 1));
    return 0;
}
