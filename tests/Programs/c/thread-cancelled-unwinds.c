// Cancellation as a forced unwind through frames of the program: variables with cleanup functions.
// flags: -O1 -fexceptions
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static void leave(const int *value) { printf("leave %d\n", *value); }

__attribute__((noinline)) static void inner(void)
{
    __attribute__((cleanup(leave))) int two = 2;
    for (;;)
        sleep(100);
}

static void *work(void *unused)
{
    __attribute__((cleanup(leave))) int one = 1;
    inner();
    return unused;
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, work, NULL);
    pthread_cancel(thread);
    pthread_join(thread, NULL);
    puts("joined");
    return 0;
}
