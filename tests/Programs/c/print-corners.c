// printf's flags, widths, precisions and sizes.
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

int main(void)
{
    printf("[%5d] [%-5d] [%05d] [%+d] [% d] [%x] [%#o] [%#X]\n", 42, 42, -42, 42, 42, 255, 8, 255);
    printf("[%*d] [%-*d] [%.*f] [%.3s] [%10.2e] [%g] [%G]\n", 6, 1, 4, 2, 2, 3.14159, "abcdef", 12345.678, 1e-5, 1e20);
    printf("[%hhd] [%hd] [%ld] [%lld] [%zu] [%td] [%jd] [%%] [%c]\n", 300, 70000, -1L, 1LL << 60, (size_t)-1, (ptrdiff_t)-5, INTMAX_MIN, 'c');
    printf("[%a] [%.2a] [%f] [%F] [%.0f] [%#.0f]\n", 1.0, 1.999, 1 / 3.0, -__builtin_inf(), 2.5, 3.0);
    printf("[%s] [%.0s] [%p] [%5.1s]\n", "", "x", (void *)0, "yz");
    int position;
    printf("count%n", &position);
    printf(" %d\n", position);
    return 0;
}
