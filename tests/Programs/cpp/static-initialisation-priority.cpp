// Objects with init_priority come before those without.
#include <cstdio>

struct logged { logged(int n) { std::printf("+%d ", n); } ~logged() { std::printf("end "); } };

logged plain(1);
__attribute__((init_priority(2000))) logged later(2000);
__attribute__((init_priority(150))) logged first(150);
__attribute__((constructor(1000))) static void function() { std::printf("+1000f "); }

int main()
{
    std::puts("main");
}
