// Identifiers beyond ASCII.
#include <stdio.h>

int größe = 3;
static const char *naïve(int π) { return π == 3 ? "drei" : "?"; }

int main(void)
{
    größe *= 1;
    printf("%s %d\n", naïve(größe), größe);
    return 0;
}
