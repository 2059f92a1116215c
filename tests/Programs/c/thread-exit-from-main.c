// The main thread may leave first: the program ends with the last thread.
// graft: differs the process also has .NET's own threads, which do not end, so it would not either; use exit or join the others
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static void *work(void *unused)
{
    usleep(50000);
    puts("last");
    return unused;
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, work, NULL);
    puts("main leaves");
    pthread_exit(NULL);
}
