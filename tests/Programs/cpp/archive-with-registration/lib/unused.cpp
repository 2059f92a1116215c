int add(int n);
static int never = add(1000);
void use_unused() { never++; }
