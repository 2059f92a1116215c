int helper(int x);
int needed(int x) { return helper(x) + 1; }
