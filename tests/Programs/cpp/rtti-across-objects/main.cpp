// Types without a key function have their vtable and type information in every object; they are one type.
#include "types.h"
#include <cstdio>
#include <typeinfo>

base *make();
const std::type_info &type_of_other();

int main()
{
    base *object = make();
    std::printf("%d %d %d\n", object->f(), dynamic_cast<derived *>(object) != nullptr, typeid(*object) == typeid(derived));
    std::printf("%d %d\n", &type_of_other() == &typeid(derived), type_of_other() == typeid(base));
    delete object;
}
