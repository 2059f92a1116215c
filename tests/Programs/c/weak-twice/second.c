__attribute__((weak)) int which(void) { return 3; }
int ask_second(void) { return which() * 10; }
