// Within a unit objects are made in order and destroyed the other way round; constants come before all.
#include <cstdio>

struct logged {
    const char *name;
    logged(const char *name) : name(name) { std::printf("+%s ", name); }
    ~logged() { std::printf("-%s ", name); }
};

extern const int later;
static int early = later + 1;
logged a("a");
static logged b("b");
namespace { logged c("c"); }
const int later = 41;

struct holder { static logged member; };
logged holder::member("member");

int main()
{
    std::printf("main %d ", early);
}
