// A variadic function called through a pointer, with the number of vector registers in %al.
// flags: -O0
#include <stdarg.h>
#include <stdio.h>

static double pick(int index, ...)
{
    va_list arguments;
    double value = 0;
    va_start(arguments, index);
    while (index-- >= 0)
        value = va_arg(arguments, double);
    va_end(arguments);
    return value;
}

static double (*volatile pointer)(int, ...) = pick;

int main(void)
{
    for (int i = 0; i < 10; i++)
        printf("%g ", pointer(i, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0));
    puts("");
    return 0;
}
