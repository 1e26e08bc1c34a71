// SPDX-License-Identifier: MIT
#include "wire/inflater.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace ajar::wire
{

namespace
{

constexpr std::size_t step = 16 * 1024;
constexpr std::array<std::uint8_t, 4> tail{0x00, 0x00, 0xFF, 0xFF}; // RFC 7692 7.2.2

} // namespace

struct Inflater::State {
    Options options;
    z_stream stream{};
    std::uint64_t inflated = 0; ///< of this message
    Status status = Status::Ok;

    /// zlib takes 32-bit counts.
    Status inflateAll(Bytes bytes, std::vector<std::uint8_t> &out);
    void endOfMessage();
    void keepWindow();
};

Inflater::Inflater(Options options)
    : m_state(std::make_unique<State>())
{
    m_state->options = options;
    // zlib's raw inflate takes 8 bits too, but a window of 9 accepts all that one of 8 does.
    if (inflateInit2(&m_state->stream, -std::max<int>(options.windowBits, 9)) != Z_OK)
        throw std::bad_alloc();
}

Inflater::Inflater(Inflater &&) noexcept = default;
Inflater &Inflater::operator=(Inflater &&) noexcept = default;

Inflater::~Inflater()
{
    if (m_state)
        inflateEnd(&m_state->stream);
}

Inflater::Status Inflater::State::inflateAll(Bytes bytes, std::vector<std::uint8_t> &out)
{
    constexpr std::size_t most = 1u << 30;
    while (!bytes.empty()) {
        const Bytes part = bytes.first(std::min(bytes.size(), most));
        bytes = bytes.subspan(part.size());
        stream.next_in = const_cast<Bytef *>(part.data());
        stream.avail_in = static_cast<uInt>(part.size());
        for (;;) {
            const std::uint64_t room = options.maxMessage - inflated;
            const std::size_t before = out.size();
            // One byte over the limit tells that it is passed.
            const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(step, room + 1));
            out.resize(before + size);
            stream.next_out = out.data() + before;
            stream.avail_out = static_cast<uInt>(size);
            const int result = inflate(&stream, Z_SYNC_FLUSH);
            const std::size_t got = size - stream.avail_out;
            inflated += got;
            out.resize(before + got);
            if (result == Z_STREAM_END) {
                keepWindow(); // a final block: another one may follow it (RFC 7692 7.2.3.4)
            } else if (result != Z_OK && result != Z_BUF_ERROR) {
                return Status::Invalid;
            }
            if (inflated > options.maxMessage) {
                out.resize(out.size() - static_cast<std::size_t>(inflated - options.maxMessage));
                return Status::TooLarge;
            }
            if (stream.avail_in == 0 && stream.avail_out > 0)
                break;
        }
    }
    return Status::Ok;
}

void Inflater::State::keepWindow()
{
    std::array<std::uint8_t, 32 * 1024> bytes;
    uInt size = 0;
    inflateGetDictionary(&stream, bytes.data(), &size);
    inflateReset(&stream);
    inflateSetDictionary(&stream, bytes.data(), size);
}

void Inflater::State::endOfMessage()
{
    inflated = 0;
    if (!options.contextTakeover) {
        inflateReset(&stream);
        status = Status::Ok;
    }
}

Inflater::Status Inflater::feed(Bytes compressed, bool last, std::vector<std::uint8_t> &out)
{
    State &state = *m_state;
    if (state.status == Status::Ok)
        state.status = state.inflateAll(compressed, out);
    if (state.status == Status::Ok && last)
        state.status = state.inflateAll(tail, out);
    const Status status = state.status;
    if (last)
        state.endOfMessage();
    return status;
}

std::vector<std::uint8_t> Inflater::window() const
{
    std::vector<std::uint8_t> bytes(32 * 1024);
    uInt size = 0;
    inflateGetDictionary(&m_state->stream, bytes.data(), &size);
    bytes.resize(size);
    return bytes;
}

void Inflater::setWindow(Bytes window)
{
    inflateReset(&m_state->stream);
    inflateSetDictionary(&m_state->stream, window.data(), static_cast<uInt>(window.size()));
    m_state->status = Status::Ok;
}

} // namespace ajar::wire
