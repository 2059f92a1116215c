// A local static whose constructor throws is tried again.
#include <cstdio>

static int tries;
struct risky { int value; risky() : value(++tries) { if (tries < 3) throw tries; } ~risky() { std::puts("destroyed"); } };
static risky &get() { static risky object; return object; }

int main()
{
    for (int i = 0; i < 5; i++) {
        try {
            std::printf("made %d\n", get().value);
        } catch (int n) {
            std::printf("failed %d\n", n);
        }
    }
}
