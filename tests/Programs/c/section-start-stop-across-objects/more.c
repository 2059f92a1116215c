typedef struct { const char *name; int (*run)(int); } command;

static int square(int x) { return x * x; }
static int negate(int x) { return -x; }
__attribute__((section("commands"), used)) static const command entries[] = {{"square", square}, {"negate", negate}};
