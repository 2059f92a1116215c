// Threads with stacks as large as asked for.
// flags: -O0
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static void *work(void *result)
{
    char room[20 << 20];
    memset(room, 2, sizeof room);
    *(int *)result = room[0] + room[sizeof room - 1];
    return NULL;
}

int main(void)
{
    pthread_attr_t attributes;
    pthread_t thread;
    int result = 0;
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 24 << 20);
    printf("%d ", pthread_create(&thread, &attributes, work, &result));
    pthread_join(thread, NULL);
    printf("%d\n", result);
    return 0;
}
