// A program begins with default dispositions and nothing blocked. (Those of faults are left out: who runs a program may report them.)
#include <signal.h>
#include <stdio.h>

int main(void)
{
    static const int numbers[] = {SIGINT, SIGQUIT, SIGTERM, SIGPIPE, SIGCHLD, SIGUSR1, SIGUSR2, SIGALRM, SIGHUP, SIGTTIN, SIGCONT, SIGWINCH};
    struct sigaction now;
    sigset_t blocked;
    sigprocmask(SIG_BLOCK, NULL, &blocked);
    for (unsigned i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        sigaction(numbers[i], NULL, &now);
        if (now.sa_handler != SIG_DFL || sigismember(&blocked, numbers[i]))
            printf("%d is not at its default\n", numbers[i]);
    }
    puts("checked");
    return 0;
}
