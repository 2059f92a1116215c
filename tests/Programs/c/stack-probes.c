// Frames of many pages, touched page by page.
// flags: -O2 -fstack-clash-protection
#include <stdio.h>
#include <string.h>

__attribute__((noinline)) static int fill(char *room, int size) { memset(room, 3, size); return room[size / 2]; }
__attribute__((noinline)) static int use(int n)
{
    char room[300000], open[n];
    return fill(room, sizeof room) + fill(open, n) + open[n - 1];
}

int main(int argc, char **argv)
{
    printf("%d\n", use(100000 + argc));
    return 0;
}
