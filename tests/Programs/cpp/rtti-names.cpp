// typeid: names, equality, dynamic types of polymorphic objects.
#include <cstdio>
#include <cstring>
#include <typeindex>
#include <typeinfo>

namespace space { struct base { virtual ~base() = default; }; template <typename T> struct derived : base { }; }
struct plain { };

int main()
{
    space::derived<int> d;
    const space::base &b = d;
    std::printf("%s %s %s\n", typeid(b).name(), typeid(plain).name(), typeid(int *(&)(char)).name());
    std::printf("%d %d %d\n", typeid(b) == typeid(space::derived<int>), typeid(b) == typeid(space::derived<long>), typeid(const plain) == typeid(plain));
    std::printf("%d\n", std::type_index(typeid(int)) == std::type_index(typeid(int)));
}
