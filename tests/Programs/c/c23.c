// C of 2023: constexpr, typeof, binary literals, enums with a type, _BitInt, nullptr.
// flags: -std=c23 -O1
#include <stdio.h>

enum wide : unsigned long { Top = 0x8000'0000'0000'0000 };
constexpr int limit = 0b1010;
static typeof(limit) values[limit] = {1, 2, 3};

[[nodiscard]] static int square(int x) { auto result = x * x; return result; }

int main()
{
    unsigned _BitInt(200) big = 1;
    for (int i = 0; i < 150; i++)
        big = big * 2 + (i % 3 == 0);
    int *pointer = nullptr;
    printf("%d %lx %zu %d %d\n", square(limit), (unsigned long)Top, sizeof values, pointer == nullptr, (int)(big % 1000003));
    return 0;
}
