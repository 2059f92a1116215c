// bit_cast, endian, bitset, byte, source locations.
// flags: -std=c++20 -O1
#include <bit>
#include <bitset>
#include <cstddef>
#include <cstdio>
#include <source_location>

static const char *where(std::source_location here = std::source_location::current()) { return here.function_name(); }

int main()
{
    std::bitset<70> bits(0xf0f0);
    bits.set(69).flip(0);
    std::byte b{0x3c};
    b |= std::byte{1} << 7;
    std::printf("%x %d %zu %d %d\n", std::bit_cast<unsigned>(1.5f), std::popcount(0xffu), bits.count(), std::to_integer<int>(b), std::countl_zero(1u));
    std::printf("%s %d\n", where(), std::endian::native == std::endian::little);
}
