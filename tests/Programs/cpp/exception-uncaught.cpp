// An exception that nobody catches ends the program with its name and text.
#include <cstdio>
#include <stdexcept>

struct guard { ~guard() { std::fputs("never\n", stderr); } };

int main()
{
    guard g;
    throw std::domain_error("uncaught");
}
