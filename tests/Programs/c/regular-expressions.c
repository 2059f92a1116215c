// POSIX regular expressions with groups.
#include <regex.h>
#include <stdio.h>

int main(void)
{
    regex_t pattern;
    regmatch_t groups[4];
    const char *text = "on 2024-02-29 and later";
    printf("%d ", regcomp(&pattern, "([0-9]{4})-([0-9]+)-([0-9]+)", REG_EXTENDED));
    printf("%d\n", regexec(&pattern, text, 4, groups, 0));
    for (int i = 0; i < 4; i++)
        printf("%.*s\n", (int)(groups[i].rm_eo - groups[i].rm_so), text + groups[i].rm_so);
    printf("%d\n", regexec(&pattern, "nothing", 0, NULL, 0) == REG_NOMATCH);
    regfree(&pattern);
    return 0;
}
