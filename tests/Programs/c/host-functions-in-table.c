// Addresses of the library's functions in data, called and compared.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct { const char *name; size_t (*length)(const char *); void *(*make)(size_t); void (*drop)(void *); } table = {
    "table", strlen, malloc, free};

int main(void)
{
    char *text = table.make(table.length(table.name) + 1);
    strcpy(text, table.name);
    printf("%s %d\n", text, table.drop == free);
    table.drop(text);
    return 0;
}
