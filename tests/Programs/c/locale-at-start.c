// A C program begins in the locale "C", whatever the environment asks for, and may then adopt it.
// env: LC_ALL=C.UTF-8
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

int main(void)
{
    printf("%s %d\n", setlocale(LC_ALL, NULL), (int)MB_CUR_MAX);
    printf("%d ", setlocale(LC_ALL, "") != NULL);
    wchar_t wide = 0;
    printf("%d %x %d\n", (int)MB_CUR_MAX, mbtowc(&wide, "\xc3\xa9", 2) == 2 ? (unsigned)wide : 0, *localeconv()->decimal_point);
    return 0;
}
