// The large code model: every address is 64 bits wide, in an instruction or in the GOT.
// flags: -O1 -mcmodel=large -fno-pic
#include <stdio.h>
#include <stdlib.h>

static int numbers[] = {3, 1, 2};
const char *const names[] = {"three", "one", "two"};
int zero;

static int compare(const void *a, const void *b) { zero++; return *(const int *)a - *(const int *)b; }

int main(void)
{
    qsort(numbers, 3, sizeof *numbers, compare);
    printf("%d %d %d %s %d\n", numbers[0], numbers[1], numbers[2], names[1], zero > 1);
    return 0;
}
