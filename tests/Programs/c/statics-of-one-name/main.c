// Static functions and variables of one name in three objects.
#include <stdio.h>

static int state = 1;
static int step(void) { return state += 1; }
int first(void);
int second(void);

int main(void)
{
    for (int i = 0; i < 3; i++)
        printf("%d %d %d\n", step(), first(), second());
    return 0;
}
