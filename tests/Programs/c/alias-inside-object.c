// Symbols in the middle of an object, defined in assembly.
#include <stdio.h>

__asm__(".data\n.globl block, block_middle\n.type block,@object\n.size block,16\n"
        "block: .long 1, 2\nblock_middle: .long 3, 4\n.size block_middle,8\n.type block_middle,@object\n.text");
extern int block[], block_middle[];

int main(void)
{
    block_middle[0] = 30;
    printf("%d %d %d %d\n", block[1], block[2], block_middle[1], (int)(block_middle - block));
    return 0;
}
