int add(int n);
static int first = add(1), second = add(10);
void use_plugin() { first += second; }
