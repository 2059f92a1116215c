// Copies and fills of variable size, overlapping ones too.
// flags: -O2 -fno-builtin
#include <stdio.h>
#include <string.h>

int main(void)
{
    char bytes[4096];
    unsigned long hash = 5381;
    memset(bytes, '.', sizeof bytes);
    for (int size = 1; size < 1000; size = size * 3 + 1) {
        memcpy(bytes + size, "abcdefgh", size < 8 ? size : 8);
        memmove(bytes + size / 2, bytes, size);
        memmove(bytes, bytes + size / 3, size);
    }
    for (unsigned i = 0; i < sizeof bytes; i++)
        hash = hash * 33 ^ (unsigned char)bytes[i];
    printf("%lx\n", hash);
    return 0;
}
