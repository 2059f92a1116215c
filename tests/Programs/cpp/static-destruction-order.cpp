// Statics of functions and of the unit die in reverse order of their completion, mixed with atexit.
#include <cstdio>
#include <cstdlib>

struct logged { const char *name; ~logged() { std::puts(name); } };
static logged global{"global"};
static void use() { static logged local{"local"}; }
static void late() { std::puts("atexit"); static logged in_exit{"made at exit"}; }

int main()
{
    use();
    std::atexit(late);
    static logged last{"last"};
    std::exit(3);
}
