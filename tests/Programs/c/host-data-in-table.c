// Addresses of the library's data in the program's own constant data.
#define _GNU_SOURCE
#include <stdio.h>
#include <unistd.h>

static FILE **const streams[] = {&stdout, &stderr};
static char ***const environment = &environ;
static int *const options[] = {&optind, &opterr};

int main(void)
{
    fputs("to stdout\n", *streams[0]);
    fputs("to stderr\n", *streams[1]);
    printf("%d %d\n", *environment == environ, *options[0]);
    return 0;
}
