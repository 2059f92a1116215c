// A lock made of an atomic flag keeps four threads apart.
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

static atomic_flag lock = ATOMIC_FLAG_INIT;
static long plain;

static void *work(void *unused)
{
    for (int i = 0; i < 20000; i++) {
        while (atomic_flag_test_and_set_explicit(&lock, memory_order_acquire))
            __builtin_ia32_pause();
        plain++;
        atomic_flag_clear_explicit(&lock, memory_order_release);
    }
    return unused;
}

int main(void)
{
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, work, NULL);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    printf("%ld\n", plain);
    return 0;
}
