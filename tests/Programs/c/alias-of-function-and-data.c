// Aliases: two names, one address.
#include <stdio.h>

int original(int x) { return x + 100; }
int other(int x) __attribute__((alias("original")));
static int hidden = 5;
extern int visible __attribute__((alias("hidden")));
static int (*volatile pointers[2])(int) = {original, other};

int main(void)
{
    visible += 2;
    printf("%d %d %d %d\n", other(1), hidden, &hidden == &visible, pointers[0] == pointers[1]);
    return 0;
}
