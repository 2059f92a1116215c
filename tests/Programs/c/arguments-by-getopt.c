// getopt permutes the arguments and keeps its state in the library's own data.
// args: -a file -b value --long=5 -c more
#include <getopt.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    static const struct option options[] = {{"long", required_argument, NULL, 'l'}, {0}};
    int option;
    while ((option = getopt_long(argc, argv, "ab:c", options, NULL)) != -1)
        printf("%c %s\n", option, optarg ? optarg : "-");
    for (; optind < argc; optind++)
        printf("rest %s\n", argv[optind]);
    return 0;
}
