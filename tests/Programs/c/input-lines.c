// Lines read from standard input, an empty one among them.
// stdin: first line
// stdin: second, longer line
// stdin:
// stdin: last
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
    char *line = NULL;
    size_t room = 0;
    ssize_t length;
    while ((length = getline(&line, &room, stdin)) >= 0)
        printf("%zd %d\n", length, line[length - 1] == '\n');
    printf("%d %d\n", feof(stdin) != 0, ferror(stdin));
    free(line);
    return 0;
}
