// SPDX-License-Identifier: MIT
#include "capture/byteinput.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace ajar::capture
{

namespace
{

constexpr std::size_t atOnce = std::size_t{256} * 1024;

}

ByteInput::ByteInput(Source source)
    : m_source(std::move(source))
{
}

wire::Bytes ByteInput::peek(std::size_t count)
{
    while (m_size - m_at < count && fill()) {
    }
    return wire::Bytes(m_buffer).subspan(m_at, std::min(count, m_size - m_at));
}

bool ByteInput::skip(std::uint64_t count)
{
    while (count > 0) {
        const wire::Bytes some =
            peek(static_cast<std::size_t>(std::min<std::uint64_t>(count, atOnce)));
        if (some.empty())
            return false;
        take(some.size());
        count -= some.size();
    }
    return true;
}

bool ByteInput::fill()
{
    if (m_at > 0) {
        std::memmove(m_buffer.data(), m_buffer.data() + m_at, m_size - m_at);
        m_base += m_at;
        m_size -= m_at;
        m_at = 0;
    }
    if (m_buffer.size() < m_size + atOnce)
        m_buffer.resize(m_size + atOnce);
    const std::size_t got = m_source(std::span(m_buffer).subspan(m_size, atOnce));
    m_size += got;
    return got > 0;
}

} // namespace ajar::capture
