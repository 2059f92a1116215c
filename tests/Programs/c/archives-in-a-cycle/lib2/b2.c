int a1(int n);
int b2(int n) { return n == 0 ? 4 : a1(n - 1) - 5; }
