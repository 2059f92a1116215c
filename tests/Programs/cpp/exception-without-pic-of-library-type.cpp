// Code that is not position independent holds the library's type information as a 32-bit address, where no library lies.
// flags: -O1 -fno-pic
// graft: refused GRAFT3003
#include <cstdio>

int main()
{
    try {
        throw 5;
    } catch (int value) {
        std::printf("%d\n", value);
    }
}
