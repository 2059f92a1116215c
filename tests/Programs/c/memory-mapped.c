// Anonymous memory: mapped, protected, remapped, given back.
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

int main(void)
{
    char *memory = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    strcpy(memory + 4096, "mapped");
    int protect = mprotect(memory + 4096, 4096, PROT_READ);
    protect += mprotect(memory + 4096, 4096, PROT_READ | PROT_WRITE);
    memory = mremap(memory, 1 << 20, 4 << 20, MREMAP_MAYMOVE);
    printf("%d %s %d\n", protect, memory + 4096, memory[3 << 20]);
    return munmap(memory, 4 << 20);
}
