// The first handler that fits wins: base before derived, virtual and multiple bases, pointers to bases.
#include <cstdio>

struct a { virtual ~a() = default; int x = 1; };
struct b : virtual a { int y = 2; };
struct c : virtual a { int z = 3; };
struct d : b, c { };
struct ambiguous1 { int n = 0; };
struct left : ambiguous1 { };
struct right : ambiguous1 { };
struct both : left, right { };

int main()
{
    try { throw d(); } catch (const c &e) { std::printf("c %d %d\n", e.z, e.x); } catch (const d &) { std::puts("d"); }
    try { throw new d; } catch (const a *e) { std::printf("a* %d\n", e->x); delete e; }
    try { throw both(); } catch (const ambiguous1 &) { std::puts("ambiguous"); } catch (const right &) { std::puts("right"); }
    try { throw b(); } catch (d &) { std::puts("d"); } catch (a &e) { std::printf("a %d\n", e.x); }
}
