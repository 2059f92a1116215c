// Objects aligned to a cache line, initialised, zero and constant.
#include <stdint.h>
#include <stdio.h>

static char odd = 1;
_Alignas(64) int data = 5;
_Alignas(64) static int zero[3];
_Alignas(64) static const int constant[] = {7, 8};
_Alignas(64) static const void *pointer = &data;

int main(void)
{
    printf("%d %d %d %d\n", (int)((uintptr_t)&data % 64), (int)((uintptr_t)zero % 64), (int)((uintptr_t)constant % 64), (int)((uintptr_t)&pointer % 64));
    printf("%d %d %d %d\n", odd, data, zero[2], constant[1] + *(const int *)pointer);
    return 0;
}
