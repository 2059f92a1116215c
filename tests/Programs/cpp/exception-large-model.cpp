// Exception tables of the large code model.
// flags: -O1 -mcmodel=large -fPIC
#include <cstdio>
#include <string>

int main()
{
    for (int i = 0; i < 2; i++) {
        try {
            if (i == 0)
                throw std::string("a string");
            throw i;
        } catch (const std::string &text) {
            std::puts(text.c_str());
        } catch (int value) {
            std::printf("%d\n", value);
        }
    }
}
