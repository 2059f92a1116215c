// A blocked signal waits, is seen pending, and comes when unblocked.
#include <signal.h>
#include <stdio.h>

static volatile sig_atomic_t count;
static void handle(int number) { (void)number; count++; }

int main(void)
{
    sigset_t set, pending;
    signal(SIGUSR1, handle);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigprocmask(SIG_BLOCK, &set, NULL);
    raise(SIGUSR1);
    sigpending(&pending);
    printf("%d %d\n", count, sigismember(&pending, SIGUSR1));
    sigprocmask(SIG_UNBLOCK, &set, NULL);
    printf("%d\n", count);
    return 0;
}
