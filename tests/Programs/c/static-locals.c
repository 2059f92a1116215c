// Statics of functions keep their values and do not meet, though their names are the same.
#include <stdio.h>

static int first(void) { static int count = 10; return ++count; }
static int second(void) { static int count; return --count; }
static const char *third(void)
{
    static char buffer[8];
    static int count;
    snprintf(buffer, sizeof buffer, "n%d", count++);
    return buffer;
}

int main(void)
{
    for (int i = 0; i < 3; i++) {
        printf("%d %d ", first(), second());
        printf("%s\n", third());
    }
    return 0;
}
