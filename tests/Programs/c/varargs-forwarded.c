// A va_list handed on to the C library.
#include <stdarg.h>
#include <stdio.h>

__attribute__((format(printf, 3, 4))) static int format(char *buffer, int size, const char *text, ...)
{
    va_list arguments;
    va_start(arguments, text);
    int length = vsnprintf(buffer, size, text, arguments);
    va_end(arguments);
    return length;
}

int main(void)
{
    char buffer[16];
    int length = format(buffer, sizeof buffer, "%s-%d-%5.2f-%c", "abc", 42, 3.14159, 'z');
    printf("%d '%s'\n", length, buffer);
    length = format(buffer, sizeof buffer, "%020d", 7);
    printf("%d '%s'\n", length, buffer);
    return 0;
}
