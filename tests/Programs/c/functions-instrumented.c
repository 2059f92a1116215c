// Functions that report their entry and exit.
// flags: -O0 -finstrument-functions
#include <stdio.h>

static int depth, calls;
__attribute__((no_instrument_function)) void __cyg_profile_func_enter(void *f, void *caller) { (void)f, (void)caller; calls++; depth++; }
__attribute__((no_instrument_function)) void __cyg_profile_func_exit(void *f, void *caller) { (void)f, (void)caller; depth--; }

static int fibonacci(int n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }

int main(void)
{
    int result = fibonacci(10);
    printf("%d %d %d\n", result, calls, depth);
    return 0;
}
