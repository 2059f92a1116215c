// Many options at once.
// flags: -O3 -g -fPIC -ffunction-sections -fdata-sections -fno-plt -fstack-protector-strong -fcf-protection -fvisibility=hidden -fexceptions -gz
#include <stdio.h>
#include <stdlib.h>

static const char *const names[] = {"a", "bc", "def"};
int total;
__attribute__((noinline)) void add(const char *name) { for (; *name; name++) total += *name; }

int main(void)
{
    char *buffer = malloc(100);
    for (int i = 0; i < 3; i++)
        add(names[i]);
    snprintf(buffer, 100, "%d", total);
    puts(buffer);
    free(buffer);
    return 0;
}
