// An indirect function of another object, called and compared.
#include <stdio.h>

int chosen(int x);
int (*address(void))(int);

int main(void)
{
    int (*volatile pointer)(int) = chosen;
    printf("%d %d %d\n", chosen(2), pointer(3), pointer == address());
    return 0;
}
