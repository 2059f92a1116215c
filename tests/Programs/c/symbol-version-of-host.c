// A certain version of a library's symbol, asked for by name@version.
#include <stdio.h>
#include <string.h>

__asm__(".symver old_memcpy, memcpy@GLIBC_2.2.5");
extern void *old_memcpy(void *, const void *, size_t);

int main(void)
{
    char text[32] = "............";
    old_memcpy(text + 2, "versioned", 9);
    puts(text);
    return 0;
}
