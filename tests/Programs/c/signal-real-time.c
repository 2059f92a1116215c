// A real-time signal queues and carries a value. To the thread: under graft exec the process has others, which take what is sent to the process.
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdio.h>

static volatile int sum, count;
static void handle(int number, siginfo_t *info, void *context)
{
    (void)number, (void)context;
    sum = sum * 10 + info->si_value.sival_int;
    count++;
}

int main(void)
{
    struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO};
    sigset_t set;
    sigaction(SIGRTMIN + 3, &action, NULL);
    sigemptyset(&set);
    sigaddset(&set, SIGRTMIN + 3);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    for (int i = 1; i <= 3; i++)
        pthread_sigqueue(pthread_self(), SIGRTMIN + 3, (union sigval){.sival_int = i});
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    printf("%d %d\n", count, sum);
    return 0;
}
