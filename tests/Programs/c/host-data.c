// Data of the C library: streams, environment, zones, options, read and written.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

int main(void)
{
    setenv("TZ", "XYZ-3", 1);
    tzset();
    fprintf(stdout, "%ld %s\n", timezone, tzname[0]);
    FILE **streams[] = {&stdin, &stdout, &stderr};
    printf("%d %d %d\n", fileno(*streams[0]), fileno(*streams[1]), fileno(*streams[2]));
    optind = 5;
    opterr = 0;
    printf("%d %d\n", optind, environ != NULL);
    return 0;
}
