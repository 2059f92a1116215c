// Variables with cleanup functions, on every way out of their scope.
#include <stdio.h>

static void leave(const char **name) { printf("leave %s\n", *name); }
#define SCOPED __attribute__((cleanup(leave))) const char *

static int run(int n)
{
    SCOPED outer = "outer";
    for (int i = 0; i < 3; i++) {
        SCOPED inner = i == 0 ? "first" : "later";
        if (i == n)
            return i;
        if (n == 5)
            goto out;
    }
out:
    return 9;
}

int main(void)
{
    printf("%d\n", run(1));
    printf("%d\n", run(5));
    return 0;
}
