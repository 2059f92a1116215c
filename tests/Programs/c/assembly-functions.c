// Functions written in assembly beside C, calling back, with unwind directives.
#include <stdio.h>

__asm__(".text\n.globl add_three\n.type add_three,@function\nadd_three:\n.cfi_startproc\n"
        "pushq %rbx\n.cfi_adjust_cfa_offset 8\n.cfi_rel_offset %rbx, 0\nmovl %edi, %ebx\n"
        "call helper@PLT\naddl %ebx, %eax\npopq %rbx\n.cfi_adjust_cfa_offset -8\n.cfi_restore %rbx\nret\n.cfi_endproc\n"
        ".size add_three, .-add_three\n");
int add_three(int x);
int helper(void) { return 3; }
int (*volatile pointer)(int) = add_three;

int main(void)
{
    printf("%d %d\n", add_three(4), pointer(39));
    return 0;
}
