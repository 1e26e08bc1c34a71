// SPDX-License-Identifier: MIT
#pragma once

#include "wire/frame.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

/// What the fuzz targets share. Each target is one function of bytes, which libFuzzer calls with
/// all that it can think of, and the ordinary tests call with the files of corpus/.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

namespace fuzz
{

using Buffer = std::vector<std::uint8_t>;

/// Ends the program, in all builds, if what must hold does not.
inline void require(bool holds, const char *what)
{
    if (holds)
        return;
    std::fprintf(stderr, "does not hold: %s\n", what);
    std::abort();
}

/// Takes the settings of a run from the front of its input.
class Input
{
public:
    Input(const std::uint8_t *data, std::size_t size)
        : m_rest(data, size)
    {
    }

    std::uint8_t byte()
    {
        if (m_rest.empty())
            return 0;
        const std::uint8_t value = m_rest.front();
        m_rest = m_rest.subspan(1);
        return value;
    }
    /// The next bytes, fewer at the end.
    ajar::wire::Bytes take(std::size_t count)
    {
        const ajar::wire::Bytes taken = m_rest.first(std::min(count, m_rest.size()));
        m_rest = m_rest.subspan(taken.size());
        return taken;
    }
    ajar::wire::Bytes rest() { return take(m_rest.size()); }
    bool empty() const { return m_rest.empty(); }

private:
    ajar::wire::Bytes m_rest;
};

/// Cuts bytes into chunks whose sizes follow from `seed`; 0 leaves them in one piece. Each chunk is
/// a copy of its own, so that a sanitizer sees who reads beyond it.
template<typename Each>
void inChunks(ajar::wire::Bytes bytes, std::uint8_t seed, const Each &each)
{
    std::uint32_t state = seed;
    while (!bytes.empty()) {
        state = state * 1664525u + 1013904223u;
        // Mostly a few bytes, at times many.
        const std::size_t size = seed == 0            ? bytes.size()
                                 : (state >> 28) == 0 ? (state >> 8) % 4096 + 1
                                                      : (state >> 16) % (1u + seed % 16) + 1;
        const Buffer chunk(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(
                                                              std::min(size, bytes.size())));
        bytes = bytes.subspan(chunk.size());
        each(ajar::wire::Bytes(chunk));
    }
}

inline std::string_view text(ajar::wire::Bytes bytes)
{
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

} // namespace fuzz
