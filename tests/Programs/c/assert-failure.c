// A failed assertion says where, then aborts.
#include <assert.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    assert(argc == 1);
    puts("still here");
    fflush(stdout);
    assert(argc > 1 && "more arguments");
    return 0;
}
