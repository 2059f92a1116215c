// A stack overflow, handled on another stack.
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

static sigjmp_buf place;
static volatile int is_on_other_stack;
static char *other;
enum { Size = 65536 };

static void handle(int number)
{
    char here;
    is_on_other_stack = &here >= other && &here < other + Size;
    siglongjmp(place, number);
}

__attribute__((noinline, optnone)) static int overflow(int n)
{
    volatile char room[4096];
    room[0] = (char)n;
    return overflow(n + 1) + room[0];
}

int main(void)
{
    stack_t stack = {.ss_sp = other = malloc(Size), .ss_size = Size};
    struct sigaction action = {.sa_handler = handle, .sa_flags = SA_ONSTACK};
    sigaltstack(&stack, NULL);
    sigaction(SIGSEGV, &action, NULL);
    if (sigsetjmp(place, 1) == 0)
        return overflow(0);
    printf("%d\n", is_on_other_stack);
    return 0;
}
