// weakref: a local name for a symbol that may not be there.
#include <stdio.h>

static int maybe(int) __attribute__((weakref("nobody_has_this")));
static int surely(const char *) __attribute__((weakref("puts")));

int main(void)
{
    printf("%d %d\n", maybe != NULL, surely != NULL);
    fflush(stdout);
    return surely("through weakref") < 0;
}
