// A thread-local of another object: one per thread, the same for both.
// flags: -O1 -fPIC
#include <pthread.h>
#include <stdio.h>

extern _Thread_local int shared;
int bump(void);

static void *work(void *argument)
{
    shared += *(int *)argument;
    bump();
    *(int *)argument = shared;
    return NULL;
}

int main(void)
{
    int number = 30;
    pthread_t thread;
    pthread_create(&thread, NULL, work, &number);
    pthread_join(thread, NULL);
    printf("%d %d %d\n", number, bump(), shared);
    return 0;
}
