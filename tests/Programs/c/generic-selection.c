// _Generic, typeof and statement expressions.
#include <stdio.h>

#define NAME(x) _Generic((x), int: "int", unsigned: "unsigned", double: "double", char *: "char *", const char *: "const char *", default: "other")
#define MAX(a, b) ({ __typeof__(a) left = (a), right = (b); left > right ? left : right; })

int main(void)
{
    int i = 3;
    const char *text = "t";
    printf("%s %s %s %s %s %s\n", NAME(1), NAME(1u), NAME(1.0), NAME("x"), NAME(text), NAME(1L));
    printf("%d %g\n", MAX(i++, 2), MAX(0.5, -1.0));
    return i == 4 ? 0 : 1;
}
