// flags: -O2 -fPIC -ffunction-sections
#include "inline.h"

const char *other(int n) { return guarded(n - 2) > 0 ? describe(n + 1) : "negative"; }
