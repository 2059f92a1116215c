// A hundred megabytes of zeros cost no file and no time.
#include <stdio.h>

static char huge[100 << 20];
static int after = 3;

int main(void)
{
    huge[0] = 1;
    huge[sizeof huge - 1] = 2;
    huge[50 << 20] += 4;
    int sum = 0;
    for (size_t i = 0; i < sizeof huge; i += 1 << 20)
        sum += huge[i];
    printf("%d %d\n", sum + huge[sizeof huge - 1], after);
    return 0;
}
