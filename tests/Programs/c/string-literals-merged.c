// Literals of every character width, equal ones and tails of others, from sections whose entries may be merged.
#include <stdio.h>
#include <uchar.h>
#include <wchar.h>

static const char *const texts[] = {"merge me", "me", "merge me", "", "merge me not"};
static const wchar_t *const wide = L"w\u00efde";
static const char16_t half[] = u"half \U0001F600";
static const char16_t *const literal = u"sixteen";
static const char32_t *const full = U"full \U0001F600";

int main(void)
{
    for (int i = 0; i < 5; i++)
        printf("[%s]", texts[i]);
    printf(" %zu %zu\n", wcslen(wide), sizeof half / sizeof *half);
    printf("%x %x %x %x\n", (unsigned)wide[1], half[5], literal[6], (unsigned)full[5]);
    return 0;
}
