// A section's own bounds, by the names that linkers give them; strays of other sections do not slip in.
#include <stdio.h>

struct entry { const char *name; int value; };
#define ENTRY(n, v) __attribute__((section("registry"), used)) static struct entry n = {#n, v}

extern struct entry __start_registry[], __stop_registry[];

ENTRY(first, 1);
static int other = 77;
ENTRY(second, 2);
ENTRY(third, 3);

int main(void)
{
    int sum = 0;
    for (struct entry *e = __start_registry; e < __stop_registry; e++) {
        printf("%s ", e->name);
        sum += e->value++;
    }
    printf("%d %d %d %d\n", (int)(__stop_registry - __start_registry), sum, second.value, other);
    return 0;
}
