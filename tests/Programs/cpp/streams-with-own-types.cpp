// String streams, operators of the program's own, manipulators, a stream buffer, exceptions of streams.
#include <iostream>
#include <sstream>
#include <streambuf>

struct point { int x, y; };
static std::ostream &operator<<(std::ostream &out, const point &p) { return out << '(' << p.x << ',' << p.y << ')'; }
static std::istream &operator>>(std::istream &in, point &p) { char c; return in >> c >> p.x >> c >> p.y >> c; }
static std::ostream &twice(std::ostream &out) { return out << "twice twice "; }

struct counting : std::streambuf {
    int letters = 0;
    int overflow(int c) override { letters++; return c; }
};

int main()
{
    std::stringstream stream("(3,4) (5,6) x");
    point p{}, q{};
    stream >> p >> q;
    std::cout << twice << p << q << '\n';
    counting buffer;
    std::ostream counted(&buffer);
    counted << p << 3.25 << std::string(10, '-');
    std::cout << buffer.letters << '\n';
    stream.exceptions(std::ios::failbit);
    try {
        int n;
        stream >> n;
    } catch (const std::ios_base::failure &) {
        std::cout << "failure\n";
    }
}
