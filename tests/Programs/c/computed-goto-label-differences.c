// Differences of labels: a table without addresses.
#include <stdio.h>

static int run(const char *text)
{
    static const int offsets[] = {&&digit - &&digit, &&letter - &&digit, &&other - &&digit};
    int value = 0;
next:
    if (!*text)
        return value;
    int kind = *text >= '0' && *text <= '9' ? 0 : *text >= 'a' && *text <= 'z' ? 1 : 2;
    goto *(&&digit + offsets[kind]);
digit:
    value = value * 10 + *text++ - '0';
    goto next;
letter:
    value += *text++ - 'a';
    goto next;
other:
    value = -value;
    text++;
    goto next;
}

int main(void)
{
    printf("%d %d %d\n", run("123"), run("12c-4"), run("z-9-9"));
    return 0;
}
