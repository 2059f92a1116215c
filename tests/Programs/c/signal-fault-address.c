// A SIGSEGV handler that gets the address, makes the page writable, and returns to try again.
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>

static char *page;
static volatile long offset = -1;

static void handle(int number, siginfo_t *info, void *context)
{
    (void)context;
    offset = (char *)info->si_addr - page + number * 0;
    mprotect(page, 4096, PROT_READ | PROT_WRITE);
}

int main(void)
{
    struct sigaction action = {.sa_sigaction = handle, .sa_flags = SA_SIGINFO};
    sigaction(SIGSEGV, &action, NULL);
    page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    page[123] = 'x';
    printf("%ld %c\n", offset, page[123]);
    return 0;
}
