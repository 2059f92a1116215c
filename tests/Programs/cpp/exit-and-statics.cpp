// std::exit destroys statics but not locals.
#include <cstdio>
#include <cstdlib>

struct logged { const char *name; ~logged() { std::puts(name); } };
static logged global{"static"};

int main()
{
    logged local{"never: local"};
    static logged in_main{"static of main"};
    std::exit(12);
}
