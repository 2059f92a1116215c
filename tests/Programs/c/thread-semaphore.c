// Semaphores hand a token around three threads.
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>

static sem_t turns[3];
static char order[31];
static int length;

static void *work(void *argument)
{
    long me = (long)argument;
    for (int i = 0; i < 10; i++) {
        sem_wait(&turns[me]);
        order[length++] = (char)('a' + me);
        sem_post(&turns[(me + 1) % 3]);
    }
    return NULL;
}

int main(void)
{
    pthread_t threads[3];
    for (int i = 0; i < 3; i++)
        sem_init(&turns[i], 0, i == 0);
    for (long i = 0; i < 3; i++)
        pthread_create(&threads[i], NULL, work, (void *)i);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    puts(order);
    return 0;
}
