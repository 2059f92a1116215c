#include <stdio.h>

const char *name(void) { return "strong"; }
int level = 20;
void show(void) { printf("%s %d\n", name(), level); }
