// Lambdas: captures of all kinds, mutable, generic, recursive, as function pointers and std::function.
#include <cstdio>
#include <functional>
#include <memory>

int main()
{
    int a = 1, b = 2;
    auto by_value = [a, b]() mutable { a += 10; return a + b; };
    auto by_reference = [&] { b *= 5; };
    auto owner = [p = std::make_unique<int>(7)] { return ++*p; };
    auto generic = [](auto x, auto... rest) { return (x + ... + rest); };
    auto factorial = [](auto self, int n) -> long { return n < 2 ? 1 : n * self(self, n - 1); };
    int (*pointer)(int) = [](int x) { return x * 3; };
    std::function<int(int)> function = [&](int x) { return x == 0 ? 0 : function(x - 1) + b; };
    by_reference();
    std::printf("%d %d %d %d %d\n", by_value(), by_value(), a, owner(), owner());
    std::printf("%d %g %ld %d %d\n", generic(1, 2, 3), generic(0.5, 1), factorial(factorial, 15), pointer(14), function(4));
}
