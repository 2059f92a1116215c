// sigwait takes a signal without a handler.
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static void *work(void *main_thread) { pthread_kill(*(pthread_t *)main_thread, SIGUSR2); return NULL; }

int main(void)
{
    pthread_t thread, self = pthread_self();
    sigset_t set;
    int number = 0;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    pthread_create(&thread, NULL, work, &self);
    sigwait(&set, &number);
    pthread_join(thread, NULL);
    printf("%d\n", number == SIGUSR2);
    return 0;
}
