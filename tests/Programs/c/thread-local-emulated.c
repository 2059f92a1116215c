// Thread-locals emulated by the support library.
// flags: -O1 -femulated-tls
#include <pthread.h>
#include <stdio.h>

__thread int counter = 7;
static __thread char buffer[100];

static void *work(void *argument)
{
    counter *= 3;
    snprintf(buffer, sizeof buffer, "%d", counter);
    *(char *)argument = buffer[1];
    return NULL;
}

int main(void)
{
    char digit = '?';
    pthread_t thread;
    pthread_create(&thread, NULL, work, &digit);
    pthread_join(thread, NULL);
    printf("%c %d %d\n", digit, counter, buffer[0]);
    return 0;
}
