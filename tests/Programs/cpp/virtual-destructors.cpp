// Deleting through bases runs the right destructors and frees the right address.
#include <cstdio>

struct base1 { virtual ~base1() { std::puts("~base1"); } int a = 1; };
struct base2 { virtual ~base2() { std::puts("~base2"); } int b = 2; };
struct derived : base1, base2 { ~derived() override { std::puts("~derived"); } };
struct final_one final : derived { ~final_one() override { std::puts("~final"); } };

int main()
{
    base2 *one = new derived, *two = new final_one;
    delete one;
    delete two;
    base1 *many[] = {new derived, new base1};
    for (base1 *b : many)
        delete b;
}
