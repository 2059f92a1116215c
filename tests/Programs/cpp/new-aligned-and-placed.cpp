// Over-aligned, placement, array and nothrow forms of new.
#include <cstdint>
#include <cstdio>
#include <new>

struct alignas(128) wide { char bytes[128]; ~wide() { std::printf("~wide "); } };
struct counted { static inline int alive; int n = ++alive; ~counted() { alive--; } };

int main()
{
    wide *w = new wide, *many = new wide[2];
    std::printf("%d %d ", static_cast<int>(reinterpret_cast<std::uintptr_t>(w) % 128), static_cast<int>(reinterpret_cast<std::uintptr_t>(many) % 128));
    delete w;
    delete[] many;
    alignas(counted) unsigned char room[sizeof(counted)];
    counted *placed = new (room) counted;
    counted *array = new counted[5];
    std::printf("%d ", counted::alive);
    delete[] array;
    placed->~counted();
    volatile std::size_t huge = SIZE_MAX / 4;
    char *volatile failed = new (std::nothrow) char[huge];
    std::printf("%d %d\n", counted::alive, failed == nullptr);
}
