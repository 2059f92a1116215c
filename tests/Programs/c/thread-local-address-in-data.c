// Addresses of thread-locals differ by thread, and stay the same within one.
// flags: -O1 -fPIC -ffunction-sections -fdata-sections
#include <pthread.h>
#include <stdio.h>

static __thread int variable;
static int *of_main;

__attribute__((noinline)) static int *address(void) { return &variable; }
static void *work(void *argument)
{
    *(int *)argument = address() != of_main && address() == address();
    return NULL;
}

int main(void)
{
    int differs = 0;
    pthread_t thread;
    of_main = address();
    *of_main = 3;
    pthread_create(&thread, NULL, work, &differs);
    pthread_join(thread, NULL);
    printf("%d %d %d\n", differs, variable, of_main == address());
    return 0;
}
