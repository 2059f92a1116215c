// An exception thrown by a callback passes through a frame of the C library.
#include <cstdio>
#include <cstdlib>

struct guard { const char *name; ~guard() { std::printf("leave %s\n", name); } };

static int compare(const void *a, const void *b)
{
    guard inner{"compare"};
    if (*static_cast<const int *>(a) == 3 || *static_cast<const int *>(b) == 3)
        throw 3;
    return *static_cast<const int *>(a) - *static_cast<const int *>(b);
}

int main()
{
    int numbers[] = {3, 1};
    try {
        guard outer{"main"};
        std::qsort(numbers, 2, sizeof *numbers, compare);
    } catch (int value) {
        std::printf("caught %d\n", value);
    }
}
