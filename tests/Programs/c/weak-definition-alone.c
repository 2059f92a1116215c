// A weak definition serves if no strong one comes.
#include <stdio.h>

__attribute__((weak)) int value(void) { return 12; }
__attribute__((weak)) int data = 30;
int *address = &data;
int (*function)(void) = value;

int main(void)
{
    printf("%d %d\n", value() + data, function() + *address);
    return 0;
}
