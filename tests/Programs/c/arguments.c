// Arguments arrive as they were given, the empty and the odd ones too.
// args: plain --option -x=1 "" "two words" 'quote"s' *.c $HOME ünïcödé -- last
#include <stdio.h>

int main(int argc, char **argv)
{
    printf("%d\n", argc);
    for (int i = 1; i < argc; i++)
        printf("[%s]\n", argv[i]);
    return 0;
}
