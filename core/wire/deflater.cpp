// SPDX-License-Identifier: MIT
#include "wire/deflater.h"

#include <zlib.h>

#include <algorithm>
#include <new>

namespace ajar::wire
{

namespace
{
constexpr std::size_t portion = 1u << 20; // zlib counts in 32 bits
constexpr std::size_t firstStep = 256;
constexpr std::size_t largestStep = 64 * 1024;
constexpr std::ptrdiff_t tailSize = 4; // 00 00 ff ff (RFC 7692 7.2.1)
} // namespace

struct Deflater::State {
    Options options;
    z_stream stream{};

    ~State() { deflateEnd(&stream); }
    void deflateAll(Bytes bytes, int flush, std::vector<std::uint8_t> &out);
};

Deflater::Deflater(Options options)
    : m_state(std::make_unique<State>())
{
    m_state->options = options;
    // zlib has no raw window of 8 bits; with 9 its matches reach back 250 bytes at most, which fits
    // the 256 of 8 bits.
    const int bits = std::clamp<int>(options.windowBits, 9, 15);
    const int level = std::clamp(options.level, 0, 9);
    if (deflateInit2(&m_state->stream, level, Z_DEFLATED, -bits, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::bad_alloc();
}

Deflater::Deflater(Deflater &&) noexcept = default;
Deflater &Deflater::operator=(Deflater &&) noexcept = default;
Deflater::~Deflater() = default;

void Deflater::State::deflateAll(Bytes bytes, int flush, std::vector<std::uint8_t> &out)
{
    stream.next_in = const_cast<Bytef *>(bytes.data());
    stream.avail_in = static_cast<uInt>(bytes.size());
    std::size_t step = firstStep;
    do {
        const std::size_t before = out.size();
        out.resize(before + step);
        stream.next_out = out.data() + before;
        stream.avail_out = static_cast<uInt>(step);
        deflate(&stream, flush);
        out.resize(before + (step - stream.avail_out));
        step = std::min(step * 2, largestStep);
    } while (stream.avail_out == 0);
}

void Deflater::feed(Bytes plain, bool last, std::vector<std::uint8_t> &out)
{
    const std::size_t start = out.size();
    State &state = *m_state;
    for (; plain.size() > portion; plain = plain.subspan(portion))
        state.deflateAll(plain.first(portion), Z_NO_FLUSH, out);
    state.deflateAll(plain, Z_SYNC_FLUSH, out);
    if (!last)
        return;
    // The flush ends with an empty stored block, whose last four bytes the receiver appends again.
    // zlib does not flush twice: behind a flushed part nothing is one empty block (RFC
    // 7692 7.2.3.6).
    if (out.size() == start)
        out.push_back(0);
    else
        out.erase(out.end() - tailSize, out.end());
    if (!state.options.contextTakeover)
        deflateReset(&state.stream);
}

} // namespace ajar::wire
