// Hundreds of functions and strings, made by macros, reached by name and by table.
// flags: -O0 -ffunction-sections
#include <stdio.h>

#define F(n) static int f##n(int x) { static const char text[] = "f" #n; return x * 3 + text[1] + n; }
#define TEN(p) F(p##0) F(p##1) F(p##2) F(p##3) F(p##4) F(p##5) F(p##6) F(p##7) F(p##8) F(p##9)
#define HUNDRED(p) TEN(p##0) TEN(p##1) TEN(p##2) TEN(p##3) TEN(p##4) TEN(p##5) TEN(p##6) TEN(p##7) TEN(p##8) TEN(p##9)
HUNDRED(1) HUNDRED(2) HUNDRED(3) HUNDRED(4)

#define N(n) f##n,
#define TEN_N(p) N(p##0) N(p##1) N(p##2) N(p##3) N(p##4) N(p##5) N(p##6) N(p##7) N(p##8) N(p##9)
#define HUNDRED_N(p) TEN_N(p##0) TEN_N(p##1) TEN_N(p##2) TEN_N(p##3) TEN_N(p##4) TEN_N(p##5) TEN_N(p##6) TEN_N(p##7) TEN_N(p##8) TEN_N(p##9)
static int (*const all[])(int) = {HUNDRED_N(1) HUNDRED_N(2) HUNDRED_N(3) HUNDRED_N(4)};

int main(void)
{
    unsigned sum = 0;
    for (unsigned i = 0; i < sizeof all / sizeof *all; i++)
        sum = sum * 31 + (unsigned)all[i]((int)i);
    printf("%u\n", sum);
    return 0;
}
