// Copies and moves counted: elision, returns, containers, forwarding.
#include <cstdio>
#include <utility>
#include <vector>

static int copies, moves;
struct counted {
    int id = 0;
    counted() = default;
    counted(const counted &other) : id(other.id) { copies++; }
    counted(counted &&other) noexcept : id(std::exchange(other.id, -1)) { moves++; }
    counted &operator=(counted other) { std::swap(id, other.id); return *this; }
};

static counted make(bool first) { counted a, b; a.id = 1; b.id = 2; if (first) return a; return b; }
static counted elided() { return counted(); }
template <typename T> static int forward(T &&value) { counted c(std::forward<T>(value)); return c.id; }

int main()
{
    counted a = elided(), b = make(true), c;
    c = b;
    c = std::move(a);
    std::vector<counted> v;
    v.push_back(b);
    v.push_back(counted());
    v.emplace_back();
    int first = forward(b), second = forward(std::move(b));
    std::printf("%d %d %d %d %d\n", copies, moves, first, second, b.id);
}
