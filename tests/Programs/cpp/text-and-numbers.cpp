// Strings, views, conversions both ways, user-defined literals.
#include <charconv>
#include <cstdio>
#include <string>
#include <string_view>

using namespace std::literals;
static constexpr unsigned long long operator""_k(unsigned long long n) { return n * 1024; }
static std::string operator""_twice(const char *text, std::size_t size) { return std::string(text, size) + std::string(text, size); }

int main()
{
    std::string s = "hello"s + " " + "world";
    s.replace(0, 5, "goodbye").insert(7, ",").append(3, '!');
    std::string_view view = s;
    char buffer[32];
    auto end = std::to_chars(buffer, buffer + 32, 0.1).ptr;
    int parsed = 0;
    std::from_chars("1234x", "1234x" + 5, parsed, 10);
    std::printf("%s %zu %d %s\n", s.c_str(), view.find("world"), view.ends_with("!!"), std::string(view.substr(9, 5)).c_str());
    std::printf("%s %d %llu %s %s\n", std::string(buffer, end).c_str(), parsed, 4_k, "ab"_twice.c_str(), std::to_string(-2.5).c_str());
    std::u16string wide = u"\u00e9\U0001f600";
    std::printf("%zu %g %ld\n", wide.size(), std::stod("1e-3"), std::stol("777", nullptr, 8));
}
