// Compare and exchange: success, failure with the value seen, a lock-free maximum.
#include <stdatomic.h>
#include <stdio.h>

static atomic_int greatest;

static void offer(int value)
{
    int seen = atomic_load(&greatest);
    while (seen < value && !atomic_compare_exchange_weak(&greatest, &seen, value))
        ;
}

int main(void)
{
    int expected = 5;
    printf("%d ", atomic_compare_exchange_strong(&greatest, &expected, 1));
    printf("%d ", expected);
    printf("%d ", atomic_compare_exchange_strong(&greatest, &expected, 1));
    for (int i = 0; i < 50; i++)
        offer(i * 37 % 50);
    printf("%d\n", greatest);
    double value = 0.5, old = 0.5, next = 2.5;
    printf("%d %g\n", __atomic_compare_exchange(&value, &old, &next, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST), value);
    return 0;
}
