// flags: -O2 -ffunction-sections -fdata-sections
#include "stack.h"

int sum_of_second()
{
    stack<int> s;
    s.push(7);
    return s.sum();
}
