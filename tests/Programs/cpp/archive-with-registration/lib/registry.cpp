static int total;
int add(int n) { return total += n; }
int registered() { return total; }
