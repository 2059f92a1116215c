#include <stdio.h>

__attribute__((constructor)) static void plain(void) { puts("other plain"); }
__attribute__((constructor(200))) static void early(void) { puts("other 200"); }
__attribute__((constructor(600))) static void later(void) { puts("other 600"); }
__attribute__((destructor)) static void end(void) { puts("other end"); }
