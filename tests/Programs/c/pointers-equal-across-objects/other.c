// flags: -O2 -fPIC
#include <stdlib.h>

int shared(int x) { return x; }
static int local(int x) { return x; }
int (*other_shared(void))(int) { return shared; }
int (*other_local(void))(int) { return local; }
void *other_malloc(void) { return (void *)malloc; }
int (*const in_table)(int) = shared;
