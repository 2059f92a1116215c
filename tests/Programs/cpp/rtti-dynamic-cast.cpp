// dynamic_cast down, sideways, to void and to inaccessible bases.
#include <cstdio>

struct a { virtual ~a() = default; int x = 1; };
struct b { virtual ~b() = default; int y = 2; };
struct c : a, private b { };
struct d : a, b { int z = 4; };

int main()
{
    d object;
    c closed;
    a *as_a = &object, *as_closed = &closed;
    b *side = dynamic_cast<b *>(as_a);
    std::printf("%d %d %d\n", side->y, dynamic_cast<d *>(side)->z, dynamic_cast<void *>(side) == &object);
    std::printf("%d %d\n", dynamic_cast<b *>(as_closed) == nullptr, dynamic_cast<d *>(as_closed) == nullptr);
}
