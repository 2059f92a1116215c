// C11 threads, mutexes, conditions and thread-specific storage.
#include <stdio.h>
#include <threads.h>

static mtx_t lock;
static cnd_t changed;
static tss_t storage;
static once_flag once = ONCE_FLAG_INIT;
static int ready, dropped;

static void prepare(void) { mtx_init(&lock, mtx_plain); cnd_init(&changed); }
static void drop(void *value) { dropped += *(int *)value; }

static int work(void *argument)
{
    tss_set(storage, argument);
    mtx_lock(&lock);
    ready++;
    cnd_signal(&changed);
    mtx_unlock(&lock);
    return *(int *)tss_get(storage) * 2;
}

int main(void)
{
    thrd_t thread;
    int number = 21, result;
    call_once(&once, prepare);
    tss_create(&storage, drop);
    thrd_create(&thread, work, &number);
    mtx_lock(&lock);
    while (!ready)
        cnd_wait(&changed, &lock);
    mtx_unlock(&lock);
    thrd_join(thread, &result);
    printf("%d %d\n", result, dropped);
    return 0;
}
