// Only the low eight bits of an exit code reach the parent.
#include <stdlib.h>

int main(void)
{
    exit(0x1234);
}
