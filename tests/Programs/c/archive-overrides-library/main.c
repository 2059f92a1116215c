// A program's definition comes before an archive's; a weak reference pulls no member.
#include <stdio.h>

int level(void) { return 1; }
int maybe(void) __attribute__((weak));
int user(void);

int main(void)
{
    printf("%d %d\n", user(), maybe != NULL);
    return 0;
}
