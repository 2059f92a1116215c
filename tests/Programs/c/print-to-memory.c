// Streams in memory, and one made of functions of the program.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static ssize_t take(void *cookie, const char *bytes, size_t count)
{
    *(int *)cookie += (int)count + bytes[0];
    return (ssize_t)count;
}

int main(void)
{
    char *text = NULL;
    size_t size = 0;
    int sum = 0;
    FILE *memory = open_memstream(&text, &size);
    fprintf(memory, "%d-%s", 42, "text");
    fclose(memory);
    FILE *own = fopencookie(&sum, "w", (cookie_io_functions_t){.write = take});
    fputs("A bc", own);
    fclose(own);
    FILE *input = fmemopen(text, size, "r");
    int number = 0;
    int count = fscanf(input, "%d", &number);
    printf("%s %zu %d %d %d\n", text, size, sum, count, number);
    fclose(input);
    free(text);
    return 0;
}
