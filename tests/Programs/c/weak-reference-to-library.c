// A weak reference is bound when somebody does define the name: here, the C library.
#include <stdio.h>

extern int puts(const char *) __attribute__((weak));
extern int no_such_function(void) __attribute__((weak));
extern char **environ __attribute__((weak));

int main(void)
{
    if (puts)
        puts("bound");
    printf("%d %d\n", no_such_function != NULL, &environ != NULL);
    return 0;
}
