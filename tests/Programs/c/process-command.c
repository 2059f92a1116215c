// Commands run through the shell, with their output and status.
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

int main(void)
{
    char line[64] = "";
    FILE *pipe = popen("echo one; exit 3", "r");
    int ok = fgets(line, sizeof line, pipe) != NULL;
    int status = pclose(pipe);
    printf("%d %s%d\n", ok, line, WEXITSTATUS(status));
    status = system("exit 7");
    printf("%d\n", WEXITSTATUS(status));
    return 0;
}
