// main's third argument is the environment.
// env: GRAFT_TEST_A=1
// env: GRAFT_TEST_B=two words
#include <stdio.h>
#include <string.h>

int main(int argc, char **argv, char **envp)
{
    int found = 0;
    for (; *envp; envp++)
        if (strncmp(*envp, "GRAFT_TEST_", 11) == 0)
            found += strcmp(*envp, "GRAFT_TEST_A=1") == 0 ? 1 : strcmp(*envp, "GRAFT_TEST_B=two words") == 0 ? 10 : 100;
    printf("%d %d %d\n", argc, argv[argc] == NULL, found);
    return 0;
}
