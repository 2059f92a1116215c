// Characters pushed back, and the file descriptor read after the stream.
// stdin: abcdef
#include <stdio.h>

int main(void)
{
    int first = getchar();
    ungetc('X', stdin);
    int pushed = getchar(), next = getchar();
    char rest[8] = "";
    size_t count = fread(rest, 1, 4, stdin);
    printf("%c %c %c %zu %s\n", first, pushed, next, count, rest);
    return 0;
}
