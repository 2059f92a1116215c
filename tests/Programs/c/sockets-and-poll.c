// A socket pair, poll, and an event descriptor.
#include <poll.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
    int pair[2], event = eventfd(0, 0);
    char text[8] = "";
    unsigned long count = 5, seen = 0;
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
        return 1;
    struct pollfd wait[] = {{pair[0], POLLIN, 0}, {event, POLLIN, 0}};
    printf("%d ", poll(wait, 2, 0));
    (void)!write(pair[1], "hello", 5);
    (void)!write(event, &count, 8);
    printf("%d ", poll(wait, 2, 1000));
    printf("%zd %s ", read(pair[0], text, 7), text);
    printf("%zd ", read(event, &seen, 8));
    printf("%lu\n", seen);
    return 0;
}
