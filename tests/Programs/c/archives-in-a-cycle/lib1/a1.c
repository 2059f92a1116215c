int b1(int n);
int a1(int n) { return n == 0 ? 1 : b1(n - 1) + 1; }
