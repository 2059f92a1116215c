// SSE2 intrinsics on aligned constants.
// flags: -O2
#include <emmintrin.h>
#include <stdio.h>

static const int numbers[8] __attribute__((aligned(16))) = {1, -2, 3, -4, 5, -6, 7, -8};

int main(void)
{
    __m128i a = _mm_load_si128((const __m128i *)numbers), b = _mm_load_si128((const __m128i *)(numbers + 4));
    __m128i sum = _mm_add_epi32(a, b), mask = _mm_cmpgt_epi32(sum, _mm_setzero_si128());
    int out[4];
    _mm_storeu_si128((__m128i *)out, _mm_or_si128(_mm_and_si128(mask, sum), _mm_set1_epi32(100)));
    printf("%d %d %d %d mask %x\n", out[0], out[1], out[2], out[3], _mm_movemask_epi8(mask));
    __m128d d = _mm_mul_pd(_mm_set_pd(1.5, -2.5), _mm_set_pd(4.0, 8.0));
    printf("%g %g\n", _mm_cvtsd_f64(d), _mm_cvtsd_f64(_mm_unpackhi_pd(d, d)));
    return 0;
}
