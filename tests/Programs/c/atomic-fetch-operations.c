// C11 atomics of every size, read-modify-write.
#include <stdatomic.h>
#include <stdio.h>

static _Atomic unsigned char bytes = 250;
static atomic_short shorts = -5;
static atomic_int ints = 7;
static atomic_long longs = 1L << 40;

int main(void)
{
    printf("%d %d\n", atomic_fetch_add(&bytes, 10), atomic_load(&bytes));
    printf("%d %d\n", atomic_fetch_sub(&shorts, 100), atomic_load(&shorts));
    printf("%d %d\n", atomic_fetch_or(&ints, 0x100), atomic_fetch_and(&ints, 0x1fe));
    printf("%d %d\n", atomic_fetch_xor(&ints, 3), atomic_exchange(&ints, 9));
    printf("%ld %ld\n", atomic_fetch_add_explicit(&longs, -1, memory_order_relaxed), atomic_load(&longs));
    ints *= 5;
    printf("%d %d\n", ints--, atomic_is_lock_free(&longs));
    return 0;
}
