// A bounded queue between a producer and a consumer.
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int queue[4], head, count;

static void *produce(void *unused)
{
    for (int i = 1; i <= 200; i++) {
        pthread_mutex_lock(&lock);
        while (count == 4)
            pthread_cond_wait(&changed, &lock);
        queue[(head + count++) % 4] = i;
        pthread_cond_broadcast(&changed);
        pthread_mutex_unlock(&lock);
    }
    return unused;
}

int main(void)
{
    pthread_t thread;
    long sum = 0;
    pthread_create(&thread, NULL, produce, NULL);
    for (int i = 0; i < 200; i++) {
        pthread_mutex_lock(&lock);
        while (count == 0)
            pthread_cond_wait(&changed, &lock);
        sum = sum * 7 % 1000003 + queue[head];
        head = (head + 1) % 4;
        count--;
        pthread_cond_broadcast(&changed);
        pthread_mutex_unlock(&lock);
    }
    pthread_join(thread, NULL);
    printf("%ld\n", sum);
    return 0;
}
