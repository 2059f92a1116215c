// A child that talks to its parent through a pipe, calling functions of the program.
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void send(int end, const char *text) { (void)!write(end, text, strlen(text)); }

int main(void)
{
    int ends[2];
    char text[32] = "";
    if (pipe(ends) != 0)
        return 1;
    if (fork() == 0) {
        send(ends[1], "from ");
        send(ends[1], "child");
        _exit(0);
    }
    close(ends[1]);
    for (char *p = text; read(ends[0], p, 1) == 1; p++)
        ;
    wait(NULL);
    puts(text);
    return 0;
}
