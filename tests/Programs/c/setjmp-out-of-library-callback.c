// longjmp out of a callback, across a frame of the C library.
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

static jmp_buf place;
static int calls;

static int compare(const void *left, const void *right)
{
    if (++calls == 3)
        longjmp(place, 7);
    return *(const int *)left - *(const int *)right;
}

int main(void)
{
    int numbers[] = {5, 3, 8, 1, 9, 2};
    int value = setjmp(place);
    if (value == 0)
        qsort(numbers, 6, sizeof *numbers, compare);
    printf("%d after %d calls\n", value, calls);
    return 0;
}
