// The program's own operator new and delete serve its expressions.
#include <cstdio>
#include <cstdlib>
#include <new>

static int taken, given;
void *operator new(std::size_t size) { taken++; if (void *p = std::malloc(size)) return p; throw std::bad_alloc(); }
void operator delete(void *p) noexcept { given++; std::free(p); }
void operator delete(void *p, std::size_t) noexcept { given += 100; std::free(p); }

struct own {
    static void *operator new(std::size_t size) { std::puts("class new"); return std::malloc(size); }
    static void operator delete(void *p) { std::puts("class delete"); std::free(p); }
};

int main()
{
    int before = taken, gave = given;
    int *volatile number = new int(5);
    delete number;
    own *volatile object = new own;
    delete object;
    std::printf("%d %d\n", taken - before, given - gave > 0);
}
