// Exceptions of built-in, class and pointer types, caught by value, reference and ellipsis.
#include <cstdio>
#include <stdexcept>

struct custom { int code; };

static void raise(int kind)
{
    switch (kind) {
    case 0: throw 42;
    case 1: throw 2.5;
    case 2: throw "text";
    case 3: throw custom{7};
    case 4: throw std::runtime_error("runtime");
    case 5: throw 'c';
    default: throw nullptr;
    }
}

int main()
{
    for (int kind = 0; kind < 7; kind++) {
        try {
            raise(kind);
        } catch (int i) { std::printf("int %d\n", i);
        } catch (double d) { std::printf("double %g\n", d);
        } catch (const char *text) { std::printf("text %s\n", text);
        } catch (const custom &c) { std::printf("custom %d\n", c.code);
        } catch (const std::exception &e) { std::printf("exception %s\n", e.what());
        } catch (...) { std::printf("anything\n");
        }
    }
}
