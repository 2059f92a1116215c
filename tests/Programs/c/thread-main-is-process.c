// main runs on the process's own first thread.
#define _GNU_SOURCE
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    printf("%d\n", gettid() == getpid());
    return 0;
}
