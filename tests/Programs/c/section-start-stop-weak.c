// Weak bounds of a section that nobody has are null.
#include <stdio.h>

extern const int __start_absent[] __attribute__((weak)), __stop_absent[] __attribute__((weak));
extern const int __start_present[] __attribute__((weak)), __stop_present[] __attribute__((weak));
__attribute__((section("present"), used)) static const int items[3] = {4, 5, 6};

int main(void)
{
    printf("%d %d\n", __start_absent == NULL, __stop_absent == NULL);
    printf("%d %d\n", (int)(__stop_present - __start_present), __start_present[2]);
    return 0;
}
