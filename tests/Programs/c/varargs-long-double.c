// long double among variable arguments lies on the stack, 16 bytes aligned.
#include <stdarg.h>
#include <stdio.h>

static void show(const char *kinds, ...)
{
    va_list arguments;
    va_start(arguments, kinds);
    for (; *kinds; kinds++)
        if (*kinds == 'L')
            printf("%.18Lg ", va_arg(arguments, long double));
        else if (*kinds == 'd')
            printf("%g ", va_arg(arguments, double));
        else
            printf("%d ", va_arg(arguments, int));
    va_end(arguments);
    puts("");
}

int main(void)
{
    show("L", 1.0L / 3);
    show("iLdLi", 1, 2.25L, 3.5, 1e4000L, 5);
    show("iiiiiiiL", 1, 2, 3, 4, 5, 6, 7, 0x1p-16000L);
    return 0;
}
