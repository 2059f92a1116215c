// Variable arguments in registers and, after they run out, on the stack.
#include <stdarg.h>
#include <stdio.h>

static double sum(int count, ...)
{
    va_list arguments;
    double total = 0;
    va_start(arguments, count);
    for (int i = 0; i < count; i++)
        total = total * 3 + va_arg(arguments, int) + va_arg(arguments, double);
    va_end(arguments);
    return total;
}

int main(void)
{
    printf("%.2f\n", sum(1, 1, 0.5));
    printf("%.2f\n", sum(10, 1, 0.5, 2, 1.5, 3, 2.5, 4, 3.5, 5, 4.5, 6, 5.5, 7, 6.5, 8, 7.5, 9, 8.5, 10, 9.5));
    return 0;
}
