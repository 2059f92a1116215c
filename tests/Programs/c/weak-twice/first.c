__attribute__((weak)) int which(void) { return 2; }
int ask_first(void) { return which(); }
