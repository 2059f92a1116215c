// Statics of several objects are made in link order and destroyed in reverse.
#include <cstdio>

struct logged { const char *name; logged(const char *n) : name(n) { std::printf("+%s ", n); } ~logged() { std::printf("-%s ", name); } };
static logged one("main1"), two("main2");

int main()
{
    std::printf("main ");
}
