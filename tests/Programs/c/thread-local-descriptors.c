// Thread-locals by TLS descriptors.
// flags: -O1 -fPIC -mtls-dialect=gnu2
#include <pthread.h>
#include <stdio.h>

__thread int global = 40;
static __thread long local[4] = {1, 2, 3, 4};

static void *work(void *argument)
{
    global += 2;
    local[3] += global;
    *(long *)argument = local[3] * 10 + local[0];
    return NULL;
}

int main(void)
{
    long first = 0, second = 0;
    pthread_t thread;
    pthread_create(&thread, NULL, work, &first);
    pthread_join(thread, NULL);
    work(&second);
    printf("%ld %ld %d\n", first, second, global);
    return 0;
}
