// A SIGILL handler that steps over the instruction.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <ucontext.h>

static void handle(int number, siginfo_t *info, void *context)
{
    (void)number, (void)info;
    ((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP] += 2;
}

int main(void)
{
    struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO};
    sigaction(SIGILL, &action, NULL);
    int value = 1;
    __asm__ volatile("ud2\n\taddl $41, %0" : "+r"(value));
    printf("%d\n", value);
    return 0;
}
