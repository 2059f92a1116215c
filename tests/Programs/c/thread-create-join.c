// Threads get their argument and give a result back.
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>

static void *work(void *argument)
{
    intptr_t n = (intptr_t)argument, sum = 0;
    for (intptr_t i = 0; i <= n; i++)
        sum += i;
    return (void *)sum;
}

int main(void)
{
    pthread_t threads[8];
    for (intptr_t i = 0; i < 8; i++)
        pthread_create(&threads[i], NULL, work, (void *)(i * 1000));
    for (int i = 0; i < 8; i++) {
        void *result;
        pthread_join(threads[i], &result);
        printf("%ld ", (long)(intptr_t)result);
    }
    puts("");
    return 0;
}
