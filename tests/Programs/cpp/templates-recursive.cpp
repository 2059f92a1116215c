// Compile-time recursion, static polymorphism, specialisations, static members of templates.
#include <cstdio>

template <int N> struct fibonacci { static constexpr long value = fibonacci<N - 1>::value + fibonacci<N - 2>::value; };
template <> struct fibonacci<1> { static constexpr long value = 1; };
template <> struct fibonacci<0> { static constexpr long value = 0; };
template <typename D> struct shape { double area() const { return static_cast<const D *>(this)->get() * 2; } static int count; shape() { count++; } };
template <typename D> int shape<D>::count = 0;
struct square : shape<square> { double get() const { return 4; } };
struct circle : shape<circle> { double get() const { return 3.5; } };
template <typename T> struct name { static const char *get() { return "other"; } };
template <typename T> struct name<T *> { static const char *get() { return "pointer"; } };
template <> struct name<int> { static const char *get() { return "int"; } };

int main()
{
    square a, b;
    circle c;
    const long &reference = fibonacci<50>::value;
    std::printf("%ld %g %g %d %d %s %s %s\n", reference, a.area(), c.area(), square::count, circle::count, name<int>::get(), name<int *>::get(), name<char>::get());
}
