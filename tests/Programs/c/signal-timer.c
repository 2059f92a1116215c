// A timer's signal ends a sleep with EINTR.
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/time.h>
#include <unistd.h>

static volatile sig_atomic_t fired;
static void handle(int number) { (void)number; fired++; }

int main(void)
{
    struct sigaction action = {.sa_handler = handle};
    struct itimerval timer = {.it_value = {0, 20000}};
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &timer, NULL);
    int result = pause();
    printf("%d %d %d\n", fired, result, errno == EINTR);
    return 0;
}
