// AVX2 with 32-byte constants, where the processor has it.
// flags: -O2
#include <cpuid.h>
#include <immintrin.h>
#include <stdio.h>

static int has_avx2(void)
{
    unsigned a, b, c, d;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_AVX2);
}

__attribute__((target("avx2"), noinline)) static void run(const int *in, int *out)
{
    __m256i index = _mm256_setr_epi32(7, 6, 5, 4, 3, 2, 1, 0);
    __m256i gathered = _mm256_i32gather_epi32(in, index, 4);
    __m256i weights = _mm256_setr_epi32(1, 10, 100, 1000, 10000, 100000, 1000000, 10000000);
    _mm256_storeu_si256((__m256i *)out, _mm256_mullo_epi32(gathered, weights));
}

int main(void)
{
    int in[8] = {1, 2, 3, 4, 5, 6, 7, 8}, out[8] = {0}, sum = 0;
    if (!has_avx2())
        return puts("87654321") < 0;
    run(in, out);
    for (int i = 0; i < 8; i++)
        sum += out[i];
    printf("%d\n", sum);
    return 0;
}
