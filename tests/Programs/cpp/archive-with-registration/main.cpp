// A member of an archive is pulled for one symbol and brings its static objects.
#include <cstdio>

int registered();
void use_plugin();

int main()
{
    use_plugin();
    std::printf("%d\n", registered());
}
