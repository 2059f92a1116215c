// A copied va_list goes its own way.
#include <stdarg.h>
#include <stdio.h>

__attribute__((noinline)) static int consume(va_list arguments, int count)
{
    int total = 0;
    while (count-- > 0)
        total = total * 10 + va_arg(arguments, int);
    return total;
}

static void show(int count, ...)
{
    va_list first, second;
    va_start(first, count);
    int head = va_arg(first, int);
    va_copy(second, first);
    int rest = consume(first, count - 1);
    int again = consume(second, count - 1);
    printf("%d %d %d\n", head, rest, again);
    va_end(second);
    va_end(first);
}

int main(void)
{
    show(4, 9, 1, 2, 3);
    show(8, 9, 1, 2, 3, 4, 5, 6, 7);
    return 0;
}
