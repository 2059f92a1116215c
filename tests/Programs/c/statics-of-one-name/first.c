static int state = 100;
static int step(void) { return state += 10; }
int first(void) { return step(); }
