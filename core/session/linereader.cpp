// SPDX-License-Identifier: MIT
#include "session/linereader.h"

#include <QIODevice>

#include <cstring>

namespace ajar::session
{

namespace
{

constexpr qsizetype blockBytes = qsizetype{256} * 1024;

}

std::string_view LineReader::peek()
{
    if (m_at == m_block.size())
        fill();
    return {m_block.constData() + m_at, static_cast<std::size_t>(m_block.size() - m_at)};
}

LineReader::Got LineReader::next()
{
    m_begun.clear();
    m_tooLong = false;
    for (;;) {
        if (m_at == m_block.size() && !fill())
            return endOfText();
        const char *begin = m_block.constData() + m_at;
        const auto left = static_cast<std::size_t>(m_block.size() - m_at);
        const void *end = std::memchr(begin, m_lineEnd, left);
        const std::size_t size =
            end ? static_cast<std::size_t>(static_cast<const char *>(end) - begin) : left;
        m_at += static_cast<qsizetype>(size) + (end ? 1 : 0);
        m_tooLong = m_tooLong || size > m_longestLine - static_cast<std::size_t>(m_begun.size());
        if (m_tooLong)
            m_begun = QByteArray();
        else if (!end || !m_begun.isEmpty())
            m_begun.append(begin, static_cast<qsizetype>(size));
        if (!end)
            continue;
        ++m_number;
        m_endsWithLineEnd = true;
        m_line = m_begun.isEmpty() ? std::string_view(begin, size)
                                   : std::string_view(m_begun.constData(),
                                                      static_cast<std::size_t>(m_begun.size()));
        return m_tooLong ? Got::TooLong : Got::Line;
    }
}

LineReader::Got LineReader::endOfText()
{
    if (m_stopped)
        return m_problem.isNull() ? Got::Cancelled : Got::Failed;
    if (!m_tooLong && m_begun.isEmpty())
        return Got::End;
    ++m_number;
    m_endsWithLineEnd = false;
    m_line = {m_begun.constData(), static_cast<std::size_t>(m_begun.size())};
    return m_tooLong ? Got::TooLong : Got::Line;
}

bool LineReader::fill()
{
    m_stopped = m_cancelled && *m_cancelled;
    if (m_stopped)
        return false;
    m_block.resize(blockBytes);
    m_at = 0;
    const qint64 got = m_device.read(m_block.data(), blockBytes);
    m_block.truncate(std::max<qsizetype>(static_cast<qsizetype>(got), 0));
    m_bytesRead += static_cast<quint64>(m_block.size());
    // A device that waits may have been woken for this.
    m_stopped = got < 0 || (got == 0 && m_cancelled && *m_cancelled);
    if (got < 0)
        m_problem = m_device.errorString();
    return got > 0;
}

} // namespace ajar::session
