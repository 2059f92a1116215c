// main that falls off its end returns 0, and buffered output comes out.
#include <stdio.h>

int main(void)
{
    printf("no newline at the end");
}
