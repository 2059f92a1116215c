// The bounds of a section span all objects that have a part of it.
#include <stdio.h>

typedef struct { const char *name; int (*run)(int); } command;
extern const command __start_commands[], __stop_commands[];

static int twice(int x) { return x * 2; }
__attribute__((section("commands"), used)) static const command entry = {"twice", twice};

int main(void)
{
    int value = 5;
    for (const command *c = __start_commands; c != __stop_commands; c++)
        printf("%s %d\n", c->name, value = c->run(value));
    return 0;
}
