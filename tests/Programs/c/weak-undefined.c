// A weak symbol that nobody defines is null, as function and as data, in code and in tables.
#include <stdio.h>

extern int absent_function(int) __attribute__((weak));
extern int absent_data __attribute__((weak));
static int (*const table[])(int) = {absent_function};
static int *volatile pointer = &absent_data;

int main(void)
{
    printf("%d %d %d %d\n", absent_function == NULL, &absent_data == NULL, table[0] == NULL, pointer == NULL);
    if (absent_function)
        return absent_function(1);
    return 0;
}
