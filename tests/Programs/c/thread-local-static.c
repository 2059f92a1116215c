// Thread-locals of one unit only (local dynamic model), several behind one module base.
// flags: -O2 -fPIC
#include <pthread.h>
#include <stdio.h>

static __thread int a = 1, b = 2, c;
static __thread char text[20] = "own";

__attribute__((noinline)) static int mix(int x)
{
    a += x;
    b *= x;
    c = a + b;
    text[0] = (char)('a' + c % 26);
    return c;
}

static void *work(void *argument) { *(int *)argument = mix(*(int *)argument) * 100 + text[0]; return NULL; }

int main(void)
{
    int first = 3, second = 7;
    pthread_t threads[2];
    pthread_create(&threads[0], NULL, work, &first);
    pthread_create(&threads[1], NULL, work, &second);
    pthread_join(threads[0], NULL);
    pthread_join(threads[1], NULL);
    printf("%d %d %d %s\n", first, second, mix(10), text);
    return 0;
}
