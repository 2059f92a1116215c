// Coroutines by makecontext and swapcontext, on a stack of the program's own.
#include <stdio.h>
#include <stdlib.h>
#include <ucontext.h>

static ucontext_t main_context, other;
static int value;

static void generate(int from, int to)
{
    for (value = from; value < to; value++)
        swapcontext(&other, &main_context);
    value = -1;
}

int main(void)
{
    char *stack = malloc(65536);
    getcontext(&other);
    other.uc_stack.ss_sp = stack;
    other.uc_stack.ss_size = 65536;
    other.uc_link = &main_context;
    makecontext(&other, (void (*)(void))generate, 2, 3, 7);
    do {
        swapcontext(&main_context, &other);
        printf("%d ", value);
    } while (value >= 0);
    puts("");
    free(stack);
    return 0;
}
