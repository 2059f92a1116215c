// A thousand frames unwound at once, a cleanup in each.
// flags: -O0
#include <cstdio>

static int cleanups;
struct counter { ~counter() { cleanups++; } };

static int descend(int n)
{
    counter c;
    if (n == 0)
        throw cleanups;
    return descend(n - 1) + 1;
}

int main()
{
    for (int i = 0; i < 3; i++) {
        try {
            descend(1000);
        } catch (int before) {
            std::printf("%d %d\n", before, cleanups);
        }
    }
}
