#include <cstdio>

struct other { const char *name; other(const char *n) : name(n) { std::printf("+%s ", n); } ~other() { std::printf("-%s ", name); } };
static other only("second");
