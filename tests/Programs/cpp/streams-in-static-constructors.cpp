// Streams work in constructors and destructors of statics.
#include <iostream>

struct speaker {
    const char *name;
    explicit speaker(const char *n) : name(n) { std::cout << "hello " << name << '\n'; }
    ~speaker() { std::cout << "goodbye " << name << std::endl; }
};

static speaker first("first"), second("second");

int main()
{
    std::cout << "main\n";
    std::clog << "logged" << std::endl;
}
