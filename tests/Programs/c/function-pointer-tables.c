// Pointers to functions: local ones, the library's, through several levels.
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

typedef int (*step)(int);
static int increment(int x) { return x + 1; }
static int negate(int x) { return -x; }
static step choose(int which) { static const step steps[] = {increment, negate, abs, toupper}; return steps[which & 3]; }
static step (*volatile chooser)(int) = choose;

int main(void)
{
    int value = -3;
    for (int i = 0; i < 8; i++)
        printf("%d ", value = chooser(i)(value));
    puts("");
    step same = chooser(2);
    printf("%d %d\n", same == abs, chooser(0) == increment);
    return 0;
}
