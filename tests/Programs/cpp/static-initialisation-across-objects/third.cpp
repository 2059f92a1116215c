#include <cstdio>

struct third { ~third() { std::printf("-third "); } };
static third object;
__attribute__((init_priority(300))) static third early;
