#pragma once
__attribute__((noinline)) inline const char *describe(int n)
{
    static const char *const names[] = {"zero", "one", "two", "three", "four"};
    static int calls;
    calls++;
    return calls > 100 ? "too many" : names[n];
}
inline int check(int n) { if (n < 0) throw n; return n + 1; }
__attribute__((noinline)) inline int guarded(int n)
{
    try {
        return check(n);
    } catch (int value) {
        return value;
    }
}
