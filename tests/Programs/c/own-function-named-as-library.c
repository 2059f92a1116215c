// A program's own function wins over the library's of that name.
#include <stdio.h>
#include <stdlib.h>

long random(void) { return 4; }
char *ctime(const long *when) { (void)when; return "never"; }
int abs_calls;

int main(void)
{
    long (*volatile pointer)(void) = random;
    printf("%ld %ld %s\n", random(), pointer(), ctime(NULL));
    return 0;
}
