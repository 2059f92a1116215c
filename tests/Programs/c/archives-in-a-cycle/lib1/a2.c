int b2(int n);
int a2(int n) { return n == 0 ? 2 : b2(n - 1) * 2; }
