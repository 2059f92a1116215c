// Numbers and words by scanf.
// stdin: 12 -7 3.5e2 word 0x1f [set] 99999
#include <stdio.h>

int main(void)
{
    int a, b, hex, rest;
    double d;
    char word[10], set[10];
    int count = scanf("%d%d%lf%9s%i [%9[a-z]] %2d", &a, &b, &d, word, &hex, set, &rest);
    printf("%d: %d %d %g %s %d %s %d\n", count, a, b, d, word, hex, set, rest);
    count = scanf("%d%d", &a, &b);
    printf("%d: %d\n", count, a);
    return 0;
}
