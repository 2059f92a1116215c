// A strong definition elsewhere replaces the weak one, for its own unit's callers and tables too.
#include <stdio.h>

__attribute__((weak)) const char *name(void) { return "weak"; }
__attribute__((weak)) int level = 1;
const char *(*const table)(void) = name;
void show(void);

int main(void)
{
    printf("%s %s %d\n", name(), table(), level);
    show();
    return 0;
}
