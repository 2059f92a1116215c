// Algorithms over iterators, stable and partial sorts, numeric ones, permutations.
#include <algorithm>
#include <cstdio>
#include <numeric>
#include <string>
#include <vector>

int main()
{
    std::vector<int> v(50);
    std::iota(v.begin(), v.end(), 1);
    std::transform(v.begin(), v.end(), v.begin(), [](int x) { return x * 31 % 53; });
    std::nth_element(v.begin(), v.begin() + 10, v.end());
    std::printf("%d ", v[10]);
    std::stable_sort(v.begin(), v.end(), [](int a, int b) { return a % 10 < b % 10; });
    std::printf("%d %d ", v.front() % 10, v.back() % 10);
    std::sort(v.rbegin(), v.rend());
    std::printf("%d %d %d ", v[0], *std::lower_bound(v.begin(), v.end(), 20, std::greater<>()), std::accumulate(v.begin(), v.end(), 0));
    std::string text = "abcd";
    int permutations = 0;
    do
        permutations++;
    while (std::next_permutation(text.begin(), text.end()));
    std::rotate(text.begin(), text.begin() + 1, text.end());
    std::printf("%d %s %d\n", permutations, text.c_str(), std::gcd(84, 36));
}
