// extern template: the instantiation is another object's.
#include "big.h"
#include <cstdio>

int main()
{
    big<int> a(3);
    big<double> b(1.5);
    std::printf("%d %g\n", a.twice(), b.twice());
}
