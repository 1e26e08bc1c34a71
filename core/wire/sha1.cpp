// SPDX-License-Identifier: MIT
#include "wire/sha1.h"

#include <bit>
#include <cstddef>

namespace ajar::wire
{

namespace
{
using State = std::array<std::uint32_t, 5>;
constexpr std::size_t blockSize = 64;

std::uint32_t loadWord(const std::uint8_t *at)
{
    return std::uint32_t{at[0]} << 24 | std::uint32_t{at[1]} << 16 | std::uint32_t{at[2]} << 8 |
           std::uint32_t{at[3]};
}

// FIPS 180-4 6.1.2
void addBlock(State &state, const std::uint8_t *block)
{
    std::array<std::uint32_t, 80> w;
    for (std::size_t t = 0; t < 16; ++t)
        w[t] = loadWord(block + 4 * t);
    for (std::size_t t = 16; t < 80; ++t)
        w[t] = std::rotl(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);

    auto [a, b, c, d, e] = state;
    for (std::size_t t = 0; t < 80; ++t) {
        std::uint32_t f = 0;
        std::uint32_t k = 0;
        if (t < 20) {
            f = (b & c) ^ (~b & d);
            k = 0x5A827999;
        } else if (t < 40) {
            f = b ^ c ^ d;
            k = 0x6ED9EBA1;
        } else if (t < 60) {
            f = (b & c) ^ (b & d) ^ (c & d);
            k = 0x8F1BBCDC;
        } else {
            f = b ^ c ^ d;
            k = 0xCA62C1D6;
        }
        const std::uint32_t next = std::rotl(a, 5) + f + e + k + w[t];
        e = d;
        d = c;
        c = std::rotl(b, 30);
        b = a;
        a = next;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
}
} // namespace

std::array<std::uint8_t, 20> sha1(std::string_view data)
{
    State state{0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    std::array<std::uint8_t, blockSize> block;
    std::size_t used = 0;
    const auto put = [&](std::uint8_t byte) {
        block[used++] = byte;
        if (used == blockSize) {
            addBlock(state, block.data());
            used = 0;
        }
    };
    for (const char c : data)
        put(static_cast<std::uint8_t>(c));
    put(0x80);
    while (used != blockSize - 8)
        put(0);
    const std::uint64_t bits = std::uint64_t{data.size()} * 8;
    for (int shift = 56; shift >= 0; shift -= 8)
        put(static_cast<std::uint8_t>(bits >> shift));

    std::array<std::uint8_t, 20> digest;
    for (std::size_t i = 0; i < digest.size(); ++i)
        digest[i] = static_cast<std::uint8_t>(state[i / 4] >> (24 - 8 * (i % 4)));
    return digest;
}

} // namespace ajar::wire
