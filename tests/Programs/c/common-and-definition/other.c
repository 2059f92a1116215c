// flags: -O1 -fcommon
int value = 77;
int get(void) { return value; }
