// flags: -O0
static int state;
static int step(void) { return state -= 5; }
int second(void) { return step(); }
