// SPDX-License-Identifier: MIT
#include "wire/windowcheck.h"

#include <zlib.h>

#include <algorithm>
#include <new>

namespace ajar::wire
{

namespace
{
constexpr std::uint64_t lookedAt = 32 * 1024;
}

struct WindowCheck::State {
    z_stream stream{};
    std::uint64_t most;
    std::uint64_t left;

    ~State() { inflateEnd(&stream); }
};

WindowCheck::WindowCheck(std::uint8_t windowBits, std::uint64_t maxMessage)
    : m_state(std::make_unique<State>())
{
    m_state->most = std::min(lookedAt, maxMessage);
    m_state->left = m_state->most;
    if (inflateInit2(&m_state->stream, -windowBits) != Z_OK)
        throw std::bad_alloc();
}

WindowCheck::~WindowCheck() = default;

bool WindowCheck::feed(Bytes compressed)
{
    // zlib refuses a distance only beyond its window and what the running call has put out: with
    // one byte a call that is the window alone.
    z_stream &stream = m_state->stream;
    stream.next_in = const_cast<Bytef *>(compressed.data());
    stream.avail_in = static_cast<uInt>(compressed.size());
    while (m_state->left > 0) {
        Bytef out = 0;
        stream.next_out = &out;
        stream.avail_out = 1;
        const int result = inflate(&stream, Z_SYNC_FLUSH);
        m_state->left -= 1 - stream.avail_out;
        if (result == Z_DATA_ERROR) {
            m_state->left = 0;
            return stream.msg == tooFarBack;
        }
        if (result == Z_STREAM_END)
            inflateResetKeep(&stream);
        if (stream.avail_in == 0 && stream.avail_out == 1)
            break;
    }
    return false;
}

bool WindowCheck::isCurrent() const
{
    return m_state->left > 0;
}

void WindowCheck::resume(Bytes window)
{
    inflateReset(&m_state->stream);
    inflateSetDictionary(&m_state->stream, window.data(), static_cast<uInt>(window.size()));
    nextMessage();
}

void WindowCheck::nextMessage()
{
    m_state->left = m_state->most;
}

} // namespace ajar::wire
