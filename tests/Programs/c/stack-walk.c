// The unwinder walks from a callback through the library and the program's frames up to main.
// flags: -O1 -fno-inline -funwind-tables -fasynchronous-unwind-tables
#include <stdio.h>
#include <stdlib.h>
#include <unwind.h>

int main(void);
static int middle(void);
static void *seen[16];
static int depth;

static _Unwind_Reason_Code step(struct _Unwind_Context *context, void *unused)
{
    (void)unused;
    if (depth < 16)
        seen[depth++] = _Unwind_FindEnclosingFunction((void *)_Unwind_GetIP(context));
    return _URC_NO_REASON;
}

static int compare(const void *a, const void *b) { (void)a, (void)b; if (depth == 0) _Unwind_Backtrace(step, NULL); return 0; }
static int middle(void) { int two[2] = {2, 1}; qsort(two, 2, sizeof *two, compare); return two[0]; }

int main(void)
{
    volatile int result = middle();
    int found = 0;
    for (int i = 0; i < depth; i++)
        found += seen[i] != NULL ? 1 : 0;
    printf("%d %d\n", result, found >= 4);
    return 0;
}
