// Wide output on a stream of its own orientation.
#include <stdio.h>
#include <wchar.h>

int main(void)
{
    wprintf(L"%ls %s %d %lc\n", L"wide", "narrow", 5, (wint_t)L'x');
    wchar_t text[20];
    int count = swprintf(text, 20, L"%05d-%.2f", 42, 2.5);
    wprintf(L"%d %ls %d\n", count, text, fwide(stdout, 0) > 0);
    return 0;
}
