// The bits of one type read as another.
#include <stdint.h>
#include <stdio.h>

union bits { float f; uint32_t u; uint8_t b[4]; };
union number { double d; uint64_t u; struct { uint32_t low, high; }; };

static union number constants[] = {{.u = 0x400921fb54442d18}, {.d = -0.0}, {.high = 0x7ff00000}};

int main(void)
{
    union bits bits = {.f = -1.5f};
    printf("%08x %d %d\n", bits.u, bits.b[3], bits.b[0]);
    bits.b[3] &= 0x7f;
    printf("%g\n", bits.f);
    for (int i = 0; i < 3; i++)
        printf("%g %08x\n", constants[i].d, constants[i].high);
    return 0;
}
