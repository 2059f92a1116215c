// Views piped into each other, projections, lazy ranges.
// flags: -std=c++20 -O1
#include <algorithm>
#include <cstdio>
#include <ranges>
#include <string>
#include <vector>

struct person { std::string name; int age; };

int main()
{
    std::vector<person> people{{"Ada", 36}, {"Alan", 41}, {"Grace", 85}, {"Edsger", 72}};
    std::ranges::sort(people, std::greater{}, &person::age);
    for (const auto &name : people | std::views::filter([](const person &p) { return p.age > 40; }) | std::views::transform(&person::name))
        std::printf("%s ", name.c_str());
    long sum = 0;
    for (int n : std::views::iota(1) | std::views::transform([](int x) { return x * x; }) | std::views::drop(2) | std::views::take(5))
        sum += n;
    std::printf("%ld %d\n", sum, static_cast<int>(std::ranges::count_if(people, [](int age) { return age % 2 == 0; }, &person::age)));
}
