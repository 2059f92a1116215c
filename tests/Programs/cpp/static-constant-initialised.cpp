// constinit and constexpr objects need no code to start; one with a destructor still ends.
#include <cstdio>

struct point { int x, y; constexpr point(int x, int y) : x(x), y(y) { } };
struct closing { int code; constexpr closing(int c) : code(c) { } ~closing() { std::printf("closed %d\n", code); } };

constinit point table[] = {{1, 2}, {3, 4}};
constinit closing last(7);
static constexpr point origin(0, 5);
constinit const point *pointers[] = {&table[1], &origin};

int main()
{
    table[1].x++;
    std::printf("%d %d\n", pointers[0]->x, pointers[1]->y);
}
