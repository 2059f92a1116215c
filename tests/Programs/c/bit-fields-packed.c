// Packed bit-fields in a static table: bytes that no plain member would have.
// flags: -O2
#include <stdio.h>
#include <string.h>

struct __attribute__((packed)) record { unsigned long a : 12; long b : 36; unsigned c : 9; unsigned short d; };

static const struct record table[] = {{0xabc, -5, 0x155, 0xbeef}, {1, 1L << 34, 3, 4}};

int main(void)
{
    unsigned char bytes[sizeof table];
    memcpy(bytes, table, sizeof table);
    for (unsigned i = 0; i < sizeof bytes; i++)
        printf("%02x", bytes[i]);
    printf(" %zu %ld %x\n", sizeof(struct record), (long)table[1].b, table[0].d);
    return 0;
}
