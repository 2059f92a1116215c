// A switch of constants becomes a table of values; one of strings a table of relative offsets.
// flags: -O2
#include <stdio.h>

__attribute__((noinline)) static int days(int month)
{
    switch (month) {
    case 2: return 28;
    case 4: case 6: case 9: case 11: return 30;
    case 1: case 3: case 5: case 7: case 8: case 10: case 12: return 31;
    default: return -1;
    }
}

__attribute__((noinline)) static const char *season(int month)
{
    switch (month) {
    case 3: return "March winds";
    case 4: return "April showers";
    case 5: return "May flowers";
    case 6: return "June bugs";
    case 7: return "July sun";
    default: return "cold";
    }
}

int main(void)
{
    for (int month = 0; month < 14; month++)
        printf("%d %s\n", days(month), season(month));
    return 0;
}
