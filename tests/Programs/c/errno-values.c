// errno after failures, and its texts.
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(void)
{
    errno = 0;
    printf("%d ", open("/no/such/file", O_RDONLY));
    printf("%s\n", strerror(errno));
    printf("%d ", close(-1));
    printf("%s\n", strerror(errno));
    errno = 0;
    strtol("99999999999999999999", NULL, 10);
    printf("%s\n", strerror(errno));
    errno = 0;
    volatile double x = -1;
    printf("%d ", isnan(sqrt(x)));
    printf("%s\n", strerror(errno));
    errno = EPERM;
    perror("perror");
    return 0;
}
