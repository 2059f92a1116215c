// flags: -O1 -fPIC
static int real(int x) { return x * 11; }
static int other(int x) { return x * 13; }
static volatile int wants_other;
static int (*resolve(void))(int) { return wants_other ? other : real; }
int chosen(int x) __attribute__((ifunc("resolve")));
int (*address(void))(int) { return chosen; }
