// Initialisers out of order, ranges, nested and overriding, in read-only and writable data.
#include <stdio.h>

struct inner { int a; const char *name; };
struct outer { struct inner items[4]; double scale; int (*call)(const char *); };

static const struct outer table = {
    .scale = 2.5, .items = {[2] = {.name = "two", .a = 2}, [0].name = "zero", [3] = {3, "three"}, [3].a = 33}, .call = puts};
static int ranges[12] = {[2 ... 5] = 7, [4] = 1, [11] = -1};

int main(void)
{
    for (int i = 0; i < 4; i++)
        printf("%d %s\n", table.items[i].a, table.items[i].name ? table.items[i].name : "-");
    for (int i = 0; i < 12; i++)
        printf("%d ", ranges[i]);
    printf("%g\n", table.scale);
    return table.call("called") < 0;
}
