// A structure with an open end, on the heap and initialised as a static.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct text { int length; char bytes[]; };

static struct text fixed = {5, "hello"};
static struct { struct text head; char more[4]; } follower = {{4}, "abcd"};

int main(void)
{
    struct text *copy = malloc(sizeof *copy + 100);
    copy->length = 99;
    memset(copy->bytes, 'x', 99);
    copy->bytes[99] = 0;
    printf("%zu %d %.5s %zu\n", sizeof fixed, fixed.length, fixed.bytes, strlen(copy->bytes));
    printf("%.4s\n", ((struct text *)&follower)->bytes);
    free(copy);
    return 0;
}
