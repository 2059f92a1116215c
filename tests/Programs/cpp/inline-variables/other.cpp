// flags: -O0
#include "shared.h"

void other()
{
    counter *= 10;
    next_id();
    box<int>::made += 20;
}

int *other_counter() { return &counter; }
