// The program becomes another one.
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    puts("before");
    fflush(stdout);
    execlp("sh", "sh", "-c", "echo after; exit 13", NULL);
    return 1;
}
