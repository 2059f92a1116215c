// Containers of the standard library.
#include <cstdio>
#include <deque>
#include <list>
#include <map>
#include <queue>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

int main()
{
    std::map<std::string, std::vector<int>> map;
    std::unordered_map<int, std::string> hash;
    std::priority_queue<int> heap;
    std::list<int> list;
    std::deque<std::string> deque;
    for (int i = 0; i < 100; i++) {
        map[std::string(1, static_cast<char>('a' + i % 7))].push_back(i);
        hash[i * 17 % 31] += std::to_string(i);
        heap.push(i * 37 % 101);
        list.push_front(i);
        (i % 2 ? deque.emplace_back(3, 'x') : deque.emplace_front(2, 'y'));
    }
    list.remove_if([](int n) { return n % 3 != 0; });
    list.reverse();
    std::multiset<int> set(list.begin(), list.end());
    set.insert(33);
    std::printf("%zu %d %s %d\n", map.size(), map["c"].back(), hash[5].c_str(), heap.top());
    std::printf("%zu %d %zu %s %s\n", list.size(), list.front(), set.count(33), deque.front().c_str(), deque.back().c_str());
}
