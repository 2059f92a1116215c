// flags: -O3 -mcmodel=large -fPIC
int first(int n);
int third(int n) { return n <= 0 ? 3 : first(n - 1) - 1; }
