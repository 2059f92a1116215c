// Statically initialised mutexes, plain and recursive.
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t plain = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t recursive = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static long count;

static void *work(void *unused)
{
    for (int i = 0; i < 10000; i++) {
        pthread_mutex_lock(&plain);
        count++;
        pthread_mutex_unlock(&plain);
    }
    return unused;
}

int main(void)
{
    pthread_t threads[3];
    for (int i = 0; i < 3; i++)
        pthread_create(&threads[i], NULL, work, NULL);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    int locks = pthread_mutex_lock(&recursive) + pthread_mutex_lock(&recursive);
    printf("%ld %d\n", count, locks + pthread_mutex_unlock(&recursive) + pthread_mutex_unlock(&recursive));
    return 0;
}
