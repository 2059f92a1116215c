// sigsetjmp saves the signal mask, siglongjmp brings it back.
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>

static sigjmp_buf place;

static int is_blocked(int number)
{
    sigset_t now;
    sigprocmask(SIG_BLOCK, NULL, &now);
    return sigismember(&now, number);
}

int main(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    if (sigsetjmp(place, 1) == 0) {
        sigprocmask(SIG_BLOCK, &set, NULL);
        printf("blocked %d\n", is_blocked(SIGUSR1));
        siglongjmp(place, 1);
    }
    printf("blocked %d\n", is_blocked(SIGUSR1));
    return 0;
}
