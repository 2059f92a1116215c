// A section of functions and its bounds.
// flags: -O1
#include <stdio.h>

extern const char __start_special_code[], __stop_special_code[];

__attribute__((section("special_code"), noinline)) int one(int x) { return x + 1; }
__attribute__((section("special_code"), noinline)) int two(int x) { return x * 2; }
int outside(int x) { return x; }

static int is_special(int (*function)(int))
{
    const char *address = (const char *)function;
    return address >= __start_special_code && address < __stop_special_code;
}

int main(void)
{
    printf("%d %d\n", one(two(5)), __stop_special_code > __start_special_code);
    (void)is_special;
    return outside(0);
}
