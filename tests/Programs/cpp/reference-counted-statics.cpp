// Construct on first use across constructors of statics that need each other.
#include <cstdio>
#include <string>

static std::string &log() { static std::string text = "log:"; return text; }
struct part {
    explicit part(const char *name) { log() += name; }
    ~part() { log() += "."; if (log().size() > 12) std::puts(log().c_str()); }
};
static part a("a"), b("b");
struct late { part inner{"late"}; };
static late &get() { static late l; return l; }
static part c((get(), "c"));

int main()
{
    std::puts(log().c_str());
}
