// C++ without exceptions and RTTI.
// flags: -O2 -fno-exceptions -fno-rtti
#include <cstdio>

struct animal { virtual const char *sound() const = 0; virtual ~animal() { std::puts("gone"); } };
struct dog final : animal { const char *sound() const override { return "woof"; } };
struct cat final : animal { const char *sound() const override { return "meow"; } };

int main()
{
    animal *all[] = {new dog, new cat};
    for (animal *a : all) {
        std::puts(a->sound());
        delete a;
    }
}
