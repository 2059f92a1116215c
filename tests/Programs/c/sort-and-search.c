// Callbacks from the library: qsort, qsort_r, bsearch, trees.
#define _GNU_SOURCE
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int compare(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }
static int by_modulus(const void *a, const void *b, void *m) { return *(const int *)a % *(int *)m - *(const int *)b % *(int *)m; }
static int key(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }
static void visit(const void *node, VISIT when, int depth) { (void)depth; if (when == postorder || when == leaf) printf("%d ", **(int *const *)node); }

int main(void)
{
    const char *words[] = {"pear", "apple", "fig", "kiwi", "date"}, *wanted = "fig";
    int numbers[] = {14, 23, 31, 42, 50}, modulus = 10;
    void *tree = NULL;
    qsort(words, 5, sizeof *words, compare);
    const char **found = bsearch(&wanted, words, 5, sizeof *words, compare);
    printf("%s %s %d\n", words[0], words[4], (int)(found - words));
    qsort_r(numbers, 5, sizeof *numbers, by_modulus, &modulus);
    for (int i = 0; i < 5; i++)
        tsearch(&numbers[(i * 3) % 5], &tree, key);
    twalk(tree, visit);
    printf("%d %d\n", numbers[0], numbers[4]);
    return 0;
}
