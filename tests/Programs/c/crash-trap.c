// __builtin_trap ends the program by SIGILL.
// crash: trap
__attribute__((noinline)) void trap(void) { __builtin_trap(); }

int main(void)
{
    trap();
    return 0;
}
