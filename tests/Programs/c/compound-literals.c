// Compound literals: static ones with addresses in data, automatic ones per call.
#include <stdio.h>

struct point { int x, y; };

static struct point *fixed = &(struct point){3, 4};
static int *numbers = (int[]){5, 6, 7};

static int area(const struct point *p) { return p->x * p->y; }

int main(void)
{
    int sum = 0;
    for (int i = 0; i < 4; i++)
        sum += area(&(struct point){i, .y = i + 1}) + (int[]){10, 20, 30, 40}[i];
    fixed->x++;
    numbers[1]++;
    printf("%d %d %d\n", sum, area(fixed), numbers[0] + numbers[1] + numbers[2]);
    return 0;
}
