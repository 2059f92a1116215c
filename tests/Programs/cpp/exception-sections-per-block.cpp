// Exceptions out of functions whose blocks lie in sections of their own.
// flags: -O2 -fbasic-block-sections=all -ffunction-sections
#include <cstdio>

__attribute__((noinline)) static int risky(int n) { if (n % 3 == 0) throw n; return n; }

__attribute__((noinline)) static int sum(int n)
{
    int total = 0;
    for (int i = 0; i < n; i++) {
        try {
            total += risky(i);
        } catch (int value) {
            total -= value;
        }
    }
    return total;
}

int main()
{
    std::printf("%d\n", sum(20));
}
