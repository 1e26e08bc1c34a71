// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QString>

#include <atomic>
#include <string_view>

class QIODevice;

namespace ajar::session
{

/// Gives a text line by line, of which none is kept in memory beyond a limit. It knows bytes and
/// line ends (LF, or what else parts the lines), not what stands in the lines.
class LineReader
{
public:
    enum class Got {
        Line,
        TooLong, ///< the line's number counts; its bytes are gone
        End,
        Failed, ///< problem() says why
        Cancelled,
    };

    /// `cancelled` may be null. `begun` is what was read already from the device.
    LineReader(QIODevice &device, std::size_t longestLine, const std::atomic_bool *cancelled,
               QByteArray begun = {}, char lineEnd = '\n')
        : m_device(device)
        , m_longestLine(longestLine)
        , m_cancelled(cancelled)
        , m_lineEnd(lineEnd)
        , m_block(std::move(begun))
        , m_bytesRead(static_cast<quint64>(m_block.size()))
    {
    }

    /// The first bytes of the text, at most a block of them, before anything is read.
    std::string_view peek();
    /// Leaves out bytes at the beginning that peek() has shown.
    void skip(std::size_t count) { m_at += static_cast<qsizetype>(count); }

    Got next();
    /// The line without its LF, until the next call.
    std::string_view line() const { return m_line; }
    quint64 number() const { return m_number; } ///< 1, 2, 3…
    bool endsWithLineEnd() const { return m_endsWithLineEnd; }

    quint64 bytesRead() const { return m_bytesRead; }
    bool hasStopped() const { return m_stopped; } ///< failed or cancelled
    QString problem() const { return m_problem; }

private:
    /// False at the end, or with a reason.
    bool fill();
    Got endOfText();

    QIODevice &m_device;
    const std::size_t m_longestLine;
    const std::atomic_bool *m_cancelled;
    const char m_lineEnd;
    QByteArray m_block;
    qsizetype m_at = 0;
    QByteArray m_begun; ///< what earlier blocks have of the line
    std::string_view m_line;
    quint64 m_number = 0;
    quint64 m_bytesRead;
    bool m_tooLong = false;
    bool m_endsWithLineEnd = false;
    bool m_stopped = false;
    QString m_problem;
};

} // namespace ajar::session
