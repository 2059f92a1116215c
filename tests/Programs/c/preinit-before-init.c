// Everything that constructors prepare is there in main: allocation, streams, environment.
// env: GRAFT_TEST_LEVEL=3
#include <stdio.h>
#include <stdlib.h>

static char *buffer;
static int level;

__attribute__((constructor(101))) static void allocate(void) { buffer = malloc(100); }
__attribute__((constructor(102))) static void fill(void)
{
    level = atoi(getenv("GRAFT_TEST_LEVEL"));
    snprintf(buffer, 100, "level %d", level);
}
__attribute__((destructor)) static void drop(void) { puts(buffer); free(buffer); }

int main(void)
{
    printf("%s in main\n", buffer);
    buffer[0] = 'L';
    return level;
}
