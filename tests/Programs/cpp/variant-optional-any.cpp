// Sum types and their visitors.
#include <any>
#include <cstdio>
#include <optional>
#include <string>
#include <tuple>
#include <variant>

template <typename... F> struct overloaded : F... { using F::operator()...; };

int main()
{
    std::variant<int, std::string, double> values[] = {5, "text", 2.5};
    for (auto &value : values)
        std::visit(overloaded{[](int i) { std::printf("int %d ", i); }, [](const std::string &s) { std::printf("string %s ", s.c_str()); }, [](double d) { std::printf("double %g ", d); }}, value);
    std::optional<std::string> maybe;
    std::printf("%s ", maybe.value_or("none").c_str());
    std::any any = std::string("held");
    std::printf("%s ", std::any_cast<std::string &>(any).c_str());
    try {
        (void)std::any_cast<int>(any);
    } catch (const std::bad_any_cast &) {
        std::printf("bad_any_cast ");
    }
    auto [a, b, c] = std::tuple(1, 'b', 3.5);
    try {
        (void)std::get<double>(values[0]);
    } catch (const std::bad_variant_access &) {
        std::printf("%d %c %g\n", a, b, c);
    }
}
