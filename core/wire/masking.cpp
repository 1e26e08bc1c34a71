// SPDX-License-Identifier: MIT
#include "wire/masking.h"

#include <cstring>

namespace ajar::wire
{

void applyMask(std::span<std::uint8_t> data, const std::array<std::uint8_t, 4> &key,
               std::uint64_t offset)
{
    // The key as it falls on data[0] and on: its bytes lie in memory order, so that one XOR of a
    // word serves any byte order.
    std::array<std::uint8_t, 8> turned;
    for (std::size_t i = 0; i < turned.size(); ++i)
        turned[i] = key[(offset + i) & 3];
    std::uint64_t mask = 0;
    std::memcpy(&mask, turned.data(), sizeof mask);

    std::uint8_t *at = data.data();
    std::size_t left = data.size();
    std::array<std::uint64_t, 4> words;
    for (; left >= sizeof words; left -= sizeof words, at += sizeof words) {
        std::memcpy(words.data(), at, sizeof words);
        for (std::uint64_t &word : words)
            word ^= mask;
        std::memcpy(at, words.data(), sizeof words);
    }
    for (; left >= sizeof mask; left -= sizeof mask, at += sizeof mask) {
        std::uint64_t word = 0;
        std::memcpy(&word, at, sizeof word);
        word ^= mask;
        std::memcpy(at, &word, sizeof word);
    }
    for (std::size_t i = 0; i < left; ++i)
        at[i] ^= turned[i];
}

} // namespace ajar::wire
