// Thread-specific data with destructors, called when the thread ends.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static pthread_key_t key;
static int freed;

static void drop(void *value) { freed += *(int *)value; free(value); }

static void *work(void *argument)
{
    int *value = malloc(sizeof *value);
    *value = *(int *)argument;
    pthread_setspecific(key, value);
    return pthread_getspecific(key) == value ? NULL : argument;
}

int main(void)
{
    int numbers[] = {1, 20, 300};
    pthread_key_create(&key, drop);
    for (int i = 0; i < 3; i++) {
        pthread_t thread;
        pthread_create(&thread, NULL, work, &numbers[i]);
        pthread_join(thread, NULL);
    }
    printf("%d %d\n", freed, pthread_getspecific(key) == NULL);
    return 0;
}
