// Release and acquire hand plain data from thread to thread.
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>

static int message;
static atomic_int turn;

static void *answer(void *unused)
{
    for (int round = 1; round <= 100; round += 2) {
        while (atomic_load_explicit(&turn, memory_order_acquire) != round)
            sched_yield();
        message = message * 3 + 1;
        message %= 1000003;
        atomic_store_explicit(&turn, round + 1, memory_order_release);
    }
    return unused;
}

int main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, answer, NULL);
    for (int round = 0; round < 100; round += 2) {
        while (atomic_load_explicit(&turn, memory_order_acquire) != round)
            sched_yield();
        message += 5;
        atomic_thread_fence(memory_order_release);
        atomic_store_explicit(&turn, round + 1, memory_order_relaxed);
    }
    pthread_join(thread, NULL);
    printf("%d\n", message);
    return 0;
}
