// exit called by another thread ends the whole program.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static void end(void) { puts("handler"); }
static void *work(void *unused) { (void)unused; exit(21); }

int main(void)
{
    pthread_t thread;
    atexit(end);
    pthread_create(&thread, NULL, work, NULL);
    pthread_join(thread, NULL);
    puts("never");
    return 1;
}
