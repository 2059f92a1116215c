// on_exit gets the status and its argument.
#define _DEFAULT_SOURCE
#include <stdio.h>
#include <stdlib.h>

static void report(int status, void *argument) { printf("%d %s\n", status, (char *)argument); }

int main(void)
{
    on_exit(report, "one");
    on_exit(report, "two");
    exit(5);
}
