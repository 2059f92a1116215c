// Calls through the GOT instead of a PLT.
// flags: -O2 -fPIC -fno-plt
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

__attribute__((noinline)) int own(const char *text) { return puts(text); }

int main(void)
{
    char *copy = strdup("no plt");
    int result = own(copy) < 0;
    free(copy);
    return result ? 1 : abs(-6);
}
