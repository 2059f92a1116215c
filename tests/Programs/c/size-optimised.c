// Code made small: merged tails, pushes, calls of tiny helpers.
// flags: -Oz
#include <stdio.h>
#include <string.h>

static void show(const char *name, int a, int b, int c) { printf("%s %d %d %d\n", name, a, b, c); }

int main(int argc, char **argv)
{
    char text[100];
    memset(text, 'a', sizeof text);
    show("first", argc / 3, argc % 7, text[50]);
    show("second", 1000000 / (argc + 1), -argc, text[99]);
    if (argc > 5)
        show("third", 1, 2, 3);
    else
        show("fourth", 1, 2, 3);
    return 0;
}
