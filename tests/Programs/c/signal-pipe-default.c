// Writing to a closed pipe ends the program, as SIGPIPE's default is.
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    int ends[2];
    if (pipe(ends) != 0)
        return 1;
    close(ends[0]);
    puts("flushed");
    fflush(stdout);
    return write(ends[1], "x", 1) == 1 ? 2 : 3;
}
