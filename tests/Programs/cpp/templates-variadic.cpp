// Variadic templates, folds, constraints, template parameters of class type.
// flags: -std=c++20 -O1
#include <concepts>
#include <cstdio>
#include <string>

template <std::size_t N> struct text { char chars[N]{}; constexpr text(const char (&s)[N]) { for (std::size_t i = 0; i < N; i++) chars[i] = s[i]; } };
template <text T> static const char *name() { return T.chars; }
template <std::integral T> static const char *kind(T) { return "integral"; }
template <std::floating_point T> static const char *kind(T) { return "floating"; }
template <typename T> requires requires(T t) { t.size(); } static const char *kind(const T &) { return "sized"; }
template <typename... T> static void print(const T &...values) { ((std::printf("%s ", kind(values))), ...); std::printf("%zu\n", sizeof...(T)); }
template <int... N> struct sequence { static constexpr int sum = (N + ... + 0); static inline const int values[] = {N...}; };
template <template <typename> class C, typename T> struct apply { C<T> value; };
template <typename T> struct box { T item; };

int main()
{
    print(1, 2.5f, std::string("s"), 'c');
    apply<box, int> applied{{9}};
    std::printf("%s %d %d %d\n", name<"literal">(), sequence<1, 2, 3, 4>::sum, sequence<7, 8>::values[1], applied.value.item);
}
