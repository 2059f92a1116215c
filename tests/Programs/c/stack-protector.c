// The stack protector's canary lies where the thread's pointer says.
// flags: -O1 -fstack-protector-all
#include <stdio.h>
#include <string.h>

__attribute__((noinline)) static int fill(const char *text) { char buffer[32]; strcpy(buffer, text); return buffer[3]; }

int main(void)
{
    printf("%c\n", fill("protected"));
    return 0;
}
