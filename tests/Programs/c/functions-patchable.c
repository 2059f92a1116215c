// Functions that begin with room for a patch, listed in a section tied to theirs.
// flags: -O1 -fpatchable-function-entry=8,2 -ffunction-sections
#include <stdio.h>

extern void *const __start___patchable_function_entries[], *const __stop___patchable_function_entries[];

__attribute__((noinline)) int one(int x) { return x + 1; }
__attribute__((noinline)) int two(int x) { return one(x) * 2; }

int main(void)
{
    int nops = 0;
    void *const *entry = __start___patchable_function_entries;
    for (; entry != __stop___patchable_function_entries; entry++)
        nops += ((const unsigned char *)*entry)[0] == 0x66 || ((const unsigned char *)*entry)[0] == 0x90;
    printf("%d %d %d\n", two(20), (int)(entry - __start___patchable_function_entries), nops);
    return 0;
}
