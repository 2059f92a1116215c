// Copies of large structures become calls of memcpy and memset that nobody wrote.
// flags: -O0
#include <stdio.h>

struct page { int number; char text[4000]; };

static struct page make(int number)
{
    struct page page = {number, "text"};
    page.text[3999] = (char)number;
    return page;
}

static struct page changed(struct page page)
{
    page.number++;
    page.text[0] = 'T';
    return page;
}

int main(void)
{
    struct page first = make(41), second = changed(first), pages[3] = {first, second, first};
    printf("%d %s %d %s %d %d\n", pages[0].number, pages[0].text, pages[1].number, pages[1].text, pages[1].text[3999], pages[2].text[100]);
    return 0;
}
