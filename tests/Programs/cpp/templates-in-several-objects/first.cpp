// flags: -O0 -fPIC
#include "stack.h"

int sum_of_first()
{
    stack<int> s;
    s.push(10);
    s.push(20);
    return s.sum();
}
