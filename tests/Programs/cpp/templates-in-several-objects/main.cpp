// The same templates and inline functions instantiated in three objects, compiled differently; one is kept.
#include "stack.h"
#include <cstdio>

int sum_of_first();
int sum_of_second();

int main()
{
    stack<int> s;
    for (int i = 0; i < 4; i++)
        s.push(i);
    std::printf("%d %d %d %d\n", s.sum(), sum_of_first(), sum_of_second(), made);
}
