// flags: -O2 -fPIC -fno-plt
int third(int n);
int second(int n) { return n <= 0 ? 2 : third(n - 1) * 2 % 10007; }
