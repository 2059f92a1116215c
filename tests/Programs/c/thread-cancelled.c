// Cancelling a thread unwinds it: cleanup handlers run, last first.
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static void clean(void *name) { printf("clean %s\n", (char *)name); }

static void *work(void *unused)
{
    pthread_cleanup_push(clean, "outer");
    pthread_cleanup_push(clean, "inner");
    for (;;)
        pause();
    pthread_cleanup_pop(0);
    pthread_cleanup_pop(0);
    return unused;
}

int main(void)
{
    pthread_t thread;
    void *result;
    pthread_create(&thread, NULL, work, NULL);
    pthread_cancel(thread);
    pthread_join(thread, &result);
    printf("%d\n", result == PTHREAD_CANCELED);
    return 0;
}
