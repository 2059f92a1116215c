// Every thread has its own, initialised, zero and aligned thread-locals (general dynamic model).
// flags: -O1 -fPIC
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>

_Thread_local int initialised = 5;
_Thread_local long zero;
static _Thread_local _Alignas(64) char aligned[64] = "aligned";
static _Thread_local int *self = NULL;

static void *work(void *argument)
{
    initialised += *(int *)argument;
    zero += initialised;
    self = &initialised;
    int *result = argument;
    *result = (int)zero + (aligned[0] == 'a') * 1000 + (int)((uintptr_t)aligned % 64);
    return self;
}

int main(void)
{
    int numbers[3] = {1, 2, 3};
    pthread_t threads[3];
    for (int i = 0; i < 3; i++)
        pthread_create(&threads[i], NULL, work, &numbers[i]);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    work(&numbers[0]);
    printf("%d %d %d %d %ld\n", numbers[0], numbers[1], numbers[2], initialised, zero);
    return 0;
}
