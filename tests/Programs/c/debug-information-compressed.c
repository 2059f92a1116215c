// Debug information in compressed sections is no concern of a process.
// flags: -O1 -g -gz=zlib
#include <stdio.h>

static int values[] = {1, 2, 3};
__attribute__((noinline)) static int sum(const int *p, int n) { return n == 0 ? 0 : *p + sum(p + 1, n - 1); }

int main(void)
{
    printf("%d\n", sum(values, 3));
    return 0;
}
