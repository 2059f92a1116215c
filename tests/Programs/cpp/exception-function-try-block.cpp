// Function try blocks of constructors and functions; members are destroyed first.
#include <cstdio>

struct member { ~member() { std::puts("member gone"); } };
struct part { explicit part(int n) { if (n > 1) throw n; } };

struct whole {
    member m;
    part p;
    explicit whole(int n) try : p(n) { std::puts("made"); } catch (int value) { std::printf("constructor saw %d\n", value); }
    ~whole() { std::puts("whole gone"); }
};

static int f(int n) try { whole w(n); return 0; } catch (int value) { return value; }

int main()
{
    std::printf("%d\n", f(1));
    std::printf("%d\n", f(5));
}
