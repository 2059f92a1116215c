// Exceptions thrown in one object, passing a second compiled as C, caught in a third by type.
#include "error.h"
#include <cstdio>

extern "C" int middle(int n);

int main()
{
    for (int n = 0; n < 4; n++) {
        try {
            std::printf("%d\n", middle(n));
        } catch (const special_error &e) {
            std::printf("special %d %s\n", e.code, e.what());
        } catch (const error &e) {
            std::printf("error %d %s\n", e.code, e.what());
        }
    }
}
