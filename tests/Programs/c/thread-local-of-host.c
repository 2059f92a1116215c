// errno is a thread-local of the C library: each thread has its own.
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static void *work(void *argument)
{
    int before = errno;
    close(-1);
    *(int *)argument = before == 0 && errno == EBADF;
    return NULL;
}

int main(void)
{
    int result = 0;
    pthread_t thread;
    errno = ENOENT;
    pthread_create(&thread, NULL, work, &result);
    pthread_join(thread, NULL);
    printf("%d %d\n", result, errno == ENOENT);
    return 0;
}
