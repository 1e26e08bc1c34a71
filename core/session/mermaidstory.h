// SPDX-License-Identifier: MIT
#pragma once

#include "closing/state.h"
#include "session/reader.h"

#include <QByteArray>
#include <QList>

#include <deque>

namespace ajar::session
{

/// Collects the lines of one connection's story and keeps it short: of frames in a row the first
/// and the last ones, of all lines the first and the last ones.
class MermaidStory
{
public:
    /// `begin`: when the connection began, on the session's clock.
    MermaidStory(bool withSecrets, closing::Time begin)
        : m_withSecrets(withSecrets)
        , m_begin(begin)
    {
    }

    void add(const Row &row);
    /// The lines, without line ends.
    QList<QByteArray> lines();

private:
    struct Frame {
        QByteArray line;
        quint64 bytes = 0;
    };

    void addFrame(const Row &row);
    void addState(const Row &row);
    void addEvent(const Row &row);
    void addHead(const Row &row, bool sent);
    void addLine(const QByteArray &line);
    void flushFrames();
    QByteArray at(closing::Time t) const;
    QByteArray arrow(bool sent, const char *kind, const QByteArray &text, closing::Time t) const;

    bool m_withSecrets;
    closing::Time m_begin;
    closing::Time m_stateSince = 0;
    int m_framesInRow = 0;
    std::deque<Frame> m_lastFrames;
    quint64 m_skippedFrames = 0;
    quint64 m_skippedBytes = 0;
    QList<QByteArray> m_lines;
    std::deque<QByteArray> m_lastLines;
    quint64 m_skippedLines = 0;
};

} // namespace ajar::session
