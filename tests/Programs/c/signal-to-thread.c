// A signal sent to one thread is handled there.
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static pthread_t handled_by;
static volatile sig_atomic_t handled;
static void handle(int number) { (void)number; handled_by = pthread_self(); handled = 1; }

static void *work(void *unused)
{
    while (!handled)
        usleep(1000);
    return unused;
}

int main(void)
{
    pthread_t thread;
    signal(SIGUSR1, handle);
    pthread_create(&thread, NULL, work, NULL);
    pthread_kill(thread, SIGUSR1);
    pthread_join(thread, NULL);
    printf("%d %d\n", handled, pthread_equal(handled_by, thread) != 0);
    return 0;
}
