// flags: -O0
#include "types.h"
#include <typeinfo>

base *make() { return new derived; }
const std::type_info &type_of_other() { return typeid(derived); }
