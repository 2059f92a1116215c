// STT_GNU_IFUNC: the resolver chooses once, calls and pointers mean the choice.
// flags: -O1 -fPIC
#include <stdio.h>

static int fast(int x) { return x * 2; }
static int slow(int x) { return x * 2 + 1000; }
static int (*resolve(void))(int) { return sizeof(void *) == 8 ? fast : slow; }
int twice(int x) __attribute__((ifunc("resolve")));

int main(void)
{
    int (*volatile pointer)(int) = twice;
    printf("%d %d %d\n", twice(4), pointer(5), pointer == twice);
    return 0;
}
