// The large model, position independent: GOTOFF64, GOTPC64, GOT64 and PLTOFF64.
// flags: -O1 -mcmodel=large -fPIC
#include <stdio.h>
#include <stdlib.h>

int global = 4;
static int local = 5;
extern int absent __attribute__((weak));
static int twice(int x) { return x * 2; }
int (*pointer)(int) = twice;

int main(void)
{
    local += global;
    global += twice(local);
    fprintf(stdout, "%d %d %d %d\n", local, global, &absent == NULL, pointer(abs(-4)));
    return 0;
}
