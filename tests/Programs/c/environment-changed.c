// Variables set, changed and removed by the program, seen by itself and by its child.
// env: GRAFT_TEST_GIVEN=given
#include <stdio.h>
#include <stdlib.h>

static void show(const char *name) { const char *value = getenv(name); printf("%s\n", value ? value : "(none)"); }

int main(void)
{
    show("GRAFT_TEST_GIVEN");
    setenv("GRAFT_TEST_GIVEN", "kept", 0);
    show("GRAFT_TEST_GIVEN");
    setenv("GRAFT_TEST_GIVEN", "changed", 1);
    putenv("GRAFT_TEST_NEW=new");
    fflush(stdout);
    int status = system("echo $GRAFT_TEST_GIVEN $GRAFT_TEST_NEW");
    unsetenv("GRAFT_TEST_NEW");
    show("GRAFT_TEST_NEW");
    return status;
}
