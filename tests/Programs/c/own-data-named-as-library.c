// A program's own variable with a name that the library has too.
#include <stdio.h>

int optind_calls = 1;
double signgam = 2.5;
const char *program_invocation_name = "mine";

int main(void)
{
    signgam *= 2;
    printf("%g %s %d\n", signgam, program_invocation_name, optind_calls);
    return 0;
}
