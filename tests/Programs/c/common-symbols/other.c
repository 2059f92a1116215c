// flags: -O1 -fcommon
int counter;
int sizes[200];
_Alignas(64) double aligned;

void add(void)
{
    counter++;
    sizes[1] += sizes[199] + 10;
    sizes[199]++;
    aligned += 0.5 + (unsigned long)&aligned % 64;
}
