// Destructors that throw and catch inside while another exception is under way.
#include <cstdio>
#include <exception>

struct noisy {
    ~noisy()
    {
        int before = std::uncaught_exceptions();
        try {
            throw 'x';
        } catch (char c) {
            std::printf("inside %c %d %d\n", c, before, std::uncaught_exceptions());
        }
    }
};

int main()
{
    try {
        noisy a;
        throw 5;
    } catch (int value) {
        std::printf("outside %d %d\n", value, std::uncaught_exceptions());
    }
}
