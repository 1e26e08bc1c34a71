// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/contentreader.h"

#include <QCache>

#include <memory>

namespace ajar::ui
{

/// What compressed frames of one connection carry, as much of it as a row shows. Inflating takes a
/// few milliseconds a turn at most; what is not done then goes on in the next one.
class ContentPreviews
{
public:
    ContentPreviews()
        : m_known(contentsKept)
    {
    }

    void clear();
    /// Of a compressed frame. Unfinished: to be asked for again in the next turn.
    session::Content of(session::Reader &reader, quint32 connection, const session::Row &row);
    bool isWaiting() const { return m_waiting; }
    void nextTurn() { m_waiting = false; }

private:
    static constexpr int contentsKept = 2000;

    std::unique_ptr<session::ContentReader> m_contents;
    QCache<quint64, session::Content> m_known; ///< by sequence number
    bool m_waiting = false;
};

} // namespace ajar::ui
