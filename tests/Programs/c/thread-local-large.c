// A megabyte of thread-locals for each of several threads.
// flags: -O1 -fPIC
#include <pthread.h>
#include <stdio.h>

static __thread char room[1 << 20];
static __thread int tail = 11;

static void *work(void *argument)
{
    for (int i = 0; i < 1 << 20; i += 4096)
        room[i]++;
    *(int *)argument = room[0] + room[(1 << 20) - 4096] + tail++;
    return NULL;
}

int main(void)
{
    int results[4];
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, work, &results[i]);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    printf("%d %d %d %d %d\n", results[0], results[1], results[2], results[3], tail);
    return 0;
}
