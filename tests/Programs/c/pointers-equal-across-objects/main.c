// A function's address is one and the same for all objects, and for the C library.
#include <stdio.h>
#include <stdlib.h>

int shared(int x);
static int local(int x) { return x; }
int (*other_shared(void))(int);
int (*other_local(void))(int);
void *other_malloc(void);
extern int (*const in_table)(int);

int main(void)
{
    printf("%d %d %d %d\n", other_shared() == shared, in_table == shared, other_local() == local, other_malloc() == (void *)malloc);
    return shared(0) + local(0);
}
