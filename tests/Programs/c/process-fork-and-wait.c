// Children with exit codes and signals of their own.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static int value = 1;

int main(void)
{
    int status;
    pid_t child = fork();
    if (child == 0) {
        value = 100;
        printf("child %d\n", value);
        exit(42);
    }
    waitpid(child, &status, 0);
    printf("%d %d %d\n", WIFEXITED(status), WEXITSTATUS(status), value);
    fflush(stdout);
    child = fork();
    if (child == 0)
        raise(SIGKILL);
    waitpid(child, &status, 0);
    printf("%d %d\n", WIFSIGNALED(status), WTERMSIG(status));
    return 0;
}
