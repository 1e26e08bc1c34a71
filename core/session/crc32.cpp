// SPDX-License-Identifier: MIT
#include "session/crc32.h"

#include <array>
#include <bit>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#else
#include <zlib.h>
#endif

namespace ajar::session
{

namespace
{

constexpr std::uint32_t polynomial = 0xEDB88320; ///< the lowest bit is the highest power
constexpr std::size_t foldable = 32;             ///< bytes from which folding is worth it
constexpr std::size_t slices = 8;

constexpr std::uint32_t timesX(std::uint32_t value)
{
    return value & 1 ? value >> 1 ^ polynomial : value >> 1;
}

/// Row n: what a byte becomes that n zero bytes follow.
using Tables = std::array<std::array<std::uint32_t, 256>, slices>;

constexpr Tables makeTables()
{
    Tables tables{};
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
        std::uint32_t value = byte;
        for (int bit = 0; bit < 8; ++bit)
            value = timesX(value);
        tables[0][byte] = value;
    }
    for (std::size_t n = 1; n < slices; ++n) {
        for (std::size_t byte = 0; byte < 256; ++byte) {
            const std::uint32_t before = tables[n - 1][byte];
            tables[n][byte] = before >> 8 ^ tables[0][before & 0xFF];
        }
    }
    return tables;
}
constexpr Tables tables = makeTables();

std::uint64_t littleEndian(const unsigned char *at)
{
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    if constexpr (std::endian::native == std::endian::big)
        word = __builtin_bswap64(word);
    return word;
}

/// Goes on from `crc`, which is not inverted at either end.
std::uint32_t byTables(std::uint32_t crc, const unsigned char *at, std::size_t size)
{
    for (; size >= slices; size -= slices, at += slices) {
        const std::uint64_t word = littleEndian(at) ^ crc;
        crc = 0;
        for (std::size_t i = 0; i < slices; ++i)
            crc ^= tables[slices - 1 - i][word >> 8 * i & 0xFF];
    }
    for (; size > 0; --size, ++at)
        crc = crc >> 8 ^ tables[0][(crc ^ *at) & 0xFF];
    return crc;
}

#if defined(__x86_64__)

/// x to the power of n modulo the polynomial, as a factor of a carry-less multiplication: products
/// of reflected numbers come out one bit too low.
constexpr long long power(int n)
{
    std::uint32_t value = 0x80000000;
    while (n-- > 0)
        value = timesX(value);
    return static_cast<long long>(std::uint64_t{value} << 1);
}

#define AJAR_FOLDS __attribute__((target("pclmul,sse2")))

AJAR_FOLDS __m128i load(const unsigned char *at)
{
    return _mm_loadu_si128(reinterpret_cast<const __m128i *>(at));
}

/// Moves 16 bytes on by the distance that `factors` stand for, onto `next`.
AJAR_FOLDS __m128i fold(__m128i value, __m128i factors, __m128i next)
{
    const __m128i low = _mm_clmulepi64_si128(value, factors, 0x00);
    const __m128i high = _mm_clmulepi64_si128(value, factors, 0x11);
    return _mm_xor_si128(_mm_xor_si128(low, high), next);
}

/// The same as byTables(), of at least 16 bytes: they are folded into 16 that have the same
/// remainder, four strands side by side as long as they last (Gopal et al., Intel, 2009).
AJAR_FOLDS std::uint32_t byFolding(std::uint32_t crc, const unsigned char *at, std::size_t size)
{
    const __m128i bySixtyFour = _mm_set_epi64x(power(512 - 32), power(512 + 32));
    const __m128i bySixteen = _mm_set_epi64x(power(128 - 32), power(128 + 32));
    __m128i a = _mm_xor_si128(load(at), _mm_cvtsi32_si128(static_cast<int>(crc)));
    at += 16;
    size -= 16;
    if (size >= 48) {
        __m128i b = load(at);
        __m128i c = load(at + 16);
        __m128i d = load(at + 32);
        for (at += 48, size -= 48; size >= 64; at += 64, size -= 64) {
            a = fold(a, bySixtyFour, load(at));
            b = fold(b, bySixtyFour, load(at + 16));
            c = fold(c, bySixtyFour, load(at + 32));
            d = fold(d, bySixtyFour, load(at + 48));
        }
        a = fold(fold(fold(a, bySixteen, b), bySixteen, c), bySixteen, d);
    }
    for (; size >= 16; at += 16, size -= 16)
        a = fold(a, bySixteen, load(at));
    std::array<unsigned char, 16> rest;
    _mm_storeu_si128(reinterpret_cast<__m128i *>(rest.data()), a);
    return byTables(byTables(0, rest.data(), rest.size()), at, size);
}

#undef AJAR_FOLDS

bool canFold()
{
    static const bool can = __builtin_cpu_supports("pclmul") > 0;
    return can;
}

#endif

} // namespace

std::uint32_t crc32Of(const void *data, std::size_t size)
{
    const auto *at = static_cast<const unsigned char *>(data);
    if (size >= foldable) {
#if defined(__x86_64__)
        if (canFold())
            return ~byFolding(~std::uint32_t{0}, at, size);
#else
        return static_cast<std::uint32_t>(::crc32_z(0, at, size));
#endif
    }
    return ~byTables(~std::uint32_t{0}, at, size);
}

} // namespace ajar::session
