// flags: -O2 -fPIC -ffunction-sections
#include "error.h"

const char *error::what() const { return "error"; }
const char *special_error::what() const { return "special"; }

extern "C" int thrower(int n)
{
    if (n == 1)
        throw error{n};
    if (n == 2)
        throw special_error(n * 10);
    return n;
}
