// Constants cannot be written: the program catches its own fault.
// flags: -O0
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>

static const int constant = 5;
static const char *const text = "text";
static sigjmp_buf place;
static void handle(int number) { siglongjmp(place, number); }

static int faults(volatile char *where)
{
    if (sigsetjmp(place, 1) == 0) {
        *where = 1;
        return 0;
    }
    return 1;
}

int main(void)
{
    signal(SIGSEGV, handle);
    printf("%d %d %d\n", faults((char *)&constant), faults((char *)text), faults((char *)main));
    return 0;
}
