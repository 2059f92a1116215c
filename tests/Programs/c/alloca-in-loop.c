// Room taken from the stack again and again, over-aligned locals beside it.
#include <alloca.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct node { struct node *next; int value; };

int main(void)
{
    _Alignas(64) char line[64];
    struct node *list = NULL;
    for (int i = 0; i < 500; i++) {
        struct node *node = alloca(sizeof *node + i % 7);
        node->next = list;
        node->value = i;
        list = node;
    }
    long sum = 0;
    for (; list; list = list->next)
        sum = sum * 2 % 1000003 + list->value;
    memset(line, 1, sizeof line);
    printf("%ld %d\n", sum, (int)((uintptr_t)line % 64));
    return 0;
}
