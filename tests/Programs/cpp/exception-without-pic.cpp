// Exception tables of code that is not position independent.
// flags: -O1 -fno-pic
#include <cstdio>

struct error { int code; };
struct special : error { };
struct guard { int *count; ~guard() { ++*count; } };

static int f(int n)
{
    int count = 0;
    try {
        guard g{&count};
        if (n > 2)
            throw error{n};
        if (n > 1)
            throw special{{n}};
    } catch (const special &e) {
        return e.code * 10 + count;
    } catch (const error &e) {
        return e.code * 100 + count;
    }
    return count;
}

int main()
{
    std::printf("%d %d %d\n", f(1), f(2), f(3));
}
