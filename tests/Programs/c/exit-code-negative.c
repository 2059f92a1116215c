// A negative result of main.
int main(void) { return -1; }
