// Its constructor must not run: nobody needs a symbol of this member.
#include <stdio.h>

__attribute__((constructor)) static void start(void) { puts("never"); }
int also_needed_by_nobody;
