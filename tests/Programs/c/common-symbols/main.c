// Tentative definitions in several objects are one variable, as large as the largest.
// flags: -O1 -fcommon
#include <stdio.h>

int counter;
int sizes[2];
double aligned;
void add(void);

int main(void)
{
    counter = 5;
    add();
    add();
    printf("%d %d %g\n", counter, sizes[1], aligned);
    return 0;
}
