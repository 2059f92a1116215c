// Addresses of indirect functions in constant data and in a static one.
// flags: -O1 -fPIC
#include <stdio.h>

static int red(void) { return 1; }
static int blue(void) { return 2; }
static int (*choose_red(void))(void) { return red; }
static int (*choose_blue(void))(void) { return blue; }
int first(void) __attribute__((ifunc("choose_red")));
static int second(void) __attribute__((ifunc("choose_blue")));
static int (*const table[])(void) = {first, second, first};
int (*variable)(void) = second;

int main(void)
{
    printf("%d %d %d %d\n", table[0](), table[1](), table[2](), variable());
    return 0;
}
