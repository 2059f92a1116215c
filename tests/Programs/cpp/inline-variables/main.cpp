// Inline variables and statics of inline functions and templates: one each in the whole program.
#include "shared.h"
#include <cstdio>

int main()
{
    counter += 5;
    next_id();
    box<int>::made += 1;
    other();
    std::printf("%d %d %d %d\n", counter, next_id(), box<int>::made, &counter == other_counter());
}
