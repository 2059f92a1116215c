// An interpreter that jumps through a table of label addresses.
// flags: -O2
#include <stdio.h>

enum { PUSH, ADD, MUL, DUP, DROP, JNZ, OUT, HALT };

static int run(const signed char *code)
{
    static const void *const labels[] = {&&push, &&add, &&mul, &&dup, &&drop, &&jnz, &&out, &&halt};
    int stack[16], *top = stack, steps = 0;
#define NEXT do { steps++; goto *labels[(int)*code++]; } while (0)
    NEXT;
push: *top++ = *code++; NEXT;
add: top--; top[-1] += top[0]; NEXT;
mul: top--; top[-1] *= top[0]; NEXT;
dup: *top = top[-1]; top++; NEXT;
drop: top--; NEXT;
jnz: { int by = *code++; if (top[-1]) code += by; NEXT; }
out: printf("%d ", top[-1]); NEXT;
halt: return steps;
}

int main(void)
{
    static const signed char code[] = {PUSH, 6, DUP, DUP, MUL, OUT, DROP, PUSH, -1, ADD, JNZ, -10, PUSH, 77, OUT, HALT};
    printf("steps %d\n", run(code));
    return 0;
}
