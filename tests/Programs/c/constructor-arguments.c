// Constructors get argc, argv and envp, as main does.
// args: one two
// env: GRAFT_TEST_WORD=word
#include <stdio.h>
#include <string.h>

static int count, words;
static char first[16];

__attribute__((constructor)) static void start(int argc, char **argv, char **envp)
{
    count = argc;
    strcpy(first, argv[1]);
    for (; *envp; envp++)
        words += strcmp(*envp, "GRAFT_TEST_WORD=word") == 0;
}

int main(void)
{
    printf("%d %s %d\n", count, first, words);
    return 0;
}
