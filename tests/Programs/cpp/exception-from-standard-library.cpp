// Exceptions thrown by the standard library's own code, and by the runtime.
#include <cstdio>
#include <functional>
#include <new>
#include <stdexcept>
#include <string>
#include <typeinfo>
#include <vector>

struct base { virtual ~base() = default; };
struct derived : base { };

template <typename F> static void attempt(F f)
{
    try {
        f();
        std::puts("nothing");
    } catch (const std::bad_alloc &) { std::puts("bad_alloc");
    } catch (const std::bad_cast &e) { std::puts(e.what());
    } catch (const std::bad_typeid &e) { std::puts(e.what());
    } catch (const std::exception &e) { std::printf("%s\n", e.what());
    }
}

int main()
{
    base b;
    base *volatile null = nullptr;
    attempt([] { (void)std::vector<int>(3).at(7); });
    attempt([] { (void)std::stoi("not a number"); });
    attempt([] { std::string("abc").substr(9); });
    attempt([] { std::function<void()>()(); });
    attempt([&] { (void)dynamic_cast<derived &>(b); });
    attempt([&] { (void)typeid(*null); });
    attempt([] { volatile auto size = ~0ul >> 2; char *volatile p = new char[size]; delete[] p; });
}
