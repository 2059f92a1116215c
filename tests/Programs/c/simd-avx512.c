// AVX-512 with masks, where the processor and the system have it.
// flags: -O2
#include <cpuid.h>
#include <immintrin.h>
#include <stdio.h>

static int has_avx512(void)
{
    unsigned a, b, c, d, low, high;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_OSXSAVE))
        return 0;
    __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return (low & 0xe6) == 0xe6 && __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_AVX512F);
}

__attribute__((target("avx512f"), noinline)) static int run(const int *in)
{
    __m512i v = _mm512_loadu_si512(in);
    __mmask16 odd = _mm512_test_epi32_mask(v, _mm512_set1_epi32(1));
    return _mm512_mask_reduce_add_epi32(odd, v);
}

int main(void)
{
    int in[16], expected = 0;
    for (int i = 0; i < 16; i++) {
        in[i] = i * 3 + 1;
        expected += in[i] % 2 ? in[i] : 0;
    }
    printf("%d %d\n", expected, (has_avx512() ? run(in) : expected) == expected);
    return 0;
}
