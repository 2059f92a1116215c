int a2(int n);
int b1(int n) { return n == 0 ? 3 : a2(n - 1) * 3; }
