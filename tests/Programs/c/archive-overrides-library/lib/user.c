int level(void);
int user(void) { return level() * 7; }
