// The library's string functions, those with indirect implementations among them.
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <strings.h>

int main(void)
{
    char text[64] = "one,two;three", *save, *copy;
    printf("%zu %d %d %d\n", strlen(text), strcmp("abc", "abd") < 0, strncasecmp("HELLO", "help", 3), memcmp("a\0b", "a\0c", 3) < 0);
    printf("%s %s %zu %s\n", strchr(text, 't'), strrchr(text, 't'), strspn(text, "eno"), strstr(text, "thr"));
    for (char *token = strtok_r(text, ",;", &save); token; token = strtok_r(NULL, ",;", &save))
        printf("<%s>", token);
    copy = strndup("duplicate", 3);
    printf(" %s %s %s\n", copy, (char *)memrchr("hello", 'l', 5), (char *)mempcpy(text, "xyz", 4) - 4);
    return 0;
}
