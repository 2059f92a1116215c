// Empty structures and arrays of length zero take no room and confuse no call.
#include <stdio.h>

struct nothing { };
struct tail { int count; int items[0]; };

__attribute__((noinline)) static int after(struct nothing n, int x, struct nothing m, int y) { return x * 10 + y; }

struct nothing objects[4];

int main(void)
{
    struct nothing n;
    printf("%zu %zu %d\n", sizeof n, sizeof(struct tail), after(n, 4, n, 2));
    printf("%d\n", (int)((char *)&objects[3] - (char *)&objects[0]));
    return 0;
}
