// A frame of six megabytes: the stack of the main thread.
// flags: -O0
#include <stdio.h>
#include <string.h>

static int use(int seed)
{
    char room[6 << 20];
    memset(room, seed, sizeof room);
    room[3 << 20]++;
    return room[0] + room[3 << 20] + room[sizeof room - 1];
}

int main(void)
{
    printf("%d\n", use(5));
    return 0;
}
