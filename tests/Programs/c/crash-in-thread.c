// A crash in a thread ends the whole program.
// crash: work
#include <pthread.h>
#include <stddef.h>

void *work(void *pointer)
{
    *(volatile int *)pointer = 1;
    return NULL;
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, work, NULL);
    pthread_join(thread, NULL);
    return 0;
}
