// A 16-byte std::atomic without locks of the library: a tagged pointer.
// flags: -O2 -mcx16 -std=c++20
#include <cstdio>

struct alignas(16) tagged { long value, tag; };

static bool replace(tagged *target, tagged &expected, tagged next)
{
    unsigned __int128 e, n;
    __builtin_memcpy(&e, &expected, 16);
    __builtin_memcpy(&n, &next, 16);
    auto seen = __sync_val_compare_and_swap(reinterpret_cast<unsigned __int128 *>(target), e, n);
    bool done = seen == e;
    __builtin_memcpy(&expected, &seen, 16);
    return done;
}

int main()
{
    tagged shared{5, 1}, seen{0, 0};
    bool first = replace(&shared, seen, {6, 2}), second = replace(&shared, seen, {7, seen.tag + 1});
    std::printf("%d %d %ld %ld\n", first, second, shared.value, shared.tag);
}
