int nobody_defines_this(void);
int needed_by_nobody(void) { return nobody_defines_this(); }
