// A handler for a raised signal; another signal keeps being ignored.
#include <signal.h>
#include <stdio.h>

static volatile sig_atomic_t seen;
static void handle(int number) { seen = number; }

int main(void)
{
    signal(SIGUSR1, handle);
    signal(SIGUSR2, SIG_IGN);
    raise(SIGUSR2);
    printf("%d\n", seen);
    raise(SIGUSR1);
    printf("%d\n", seen == SIGUSR1);
    return 0;
}
