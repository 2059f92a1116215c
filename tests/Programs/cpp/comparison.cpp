// Three-way comparison, written and defaulted.
// flags: -std=c++20 -O1
#include <algorithm>
#include <compare>
#include <cstdio>
#include <string>
#include <vector>

struct version {
    int major, minor;
    std::string label;
    auto operator<=>(const version &) const = default;
};
struct folded { std::string s; std::weak_ordering operator<=>(const folded &o) const { return s.size() <=> o.s.size(); } bool operator==(const folded &o) const { return s.size() == o.s.size(); } };

int main()
{
    std::vector<version> all{{1, 2, "b"}, {1, 2, "a"}, {0, 9, "z"}};
    std::sort(all.begin(), all.end());
    std::printf("%s %s %d %d\n", all[0].label.c_str(), all[1].label.c_str(), all[1] < all[2], all[1] == version{1, 2, "a"});
    std::printf("%d %d %d\n", folded{"abc"} < folded{"abcd"}, folded{"xy"} == folded{"ab"}, (0.0 <=> -0.0) == 0);
}
