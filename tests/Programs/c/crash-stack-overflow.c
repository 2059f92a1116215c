// Endless recursion ends the program by SIGSEGV.
// crash: descend
// flags: -O0
int descend(int n)
{
    volatile char room[4096];
    room[0] = (char)n;
    return descend(n + 1) + room[0];
}

int main(void) { return descend(0); }
