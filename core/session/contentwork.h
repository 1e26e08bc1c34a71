// SPDX-License-Identifier: MIT
#pragma once

#include "session/content.h"

namespace ajar::session
{

/// Counts the work of one reading against its effort. Some is always allowed, so that whoever asks
/// again and again gets there.
class ContentWork
{
public:
    explicit ContentWork(const Effort &effort)
        : m_effort(effort)
    {
    }

    /// Before each piece of work; false: stopped() says why not.
    bool goesOn()
    {
        if (m_effort.cancelled && *m_effort.cancelled)
            m_stopped = ContentFault::Unfinished;
        else if (m_pieces++ > 0 && std::chrono::steady_clock::now() >= m_effort.deadline)
            m_stopped = ContentFault::Unfinished;
        return m_stopped == ContentFault::None;
    }
    /// Before each piece on the way to the part that was asked for.
    bool goesOnTheWay()
    {
        if (goesOn() && m_passed > m_effort.detour)
            m_stopped = ContentFault::TooFar;
        return m_stopped == ContentFault::None;
    }
    void passed(quint64 bytes) { m_passed += bytes; }

    ContentFault stopped() const { return m_stopped; }
    quint64 detour() const { return m_effort.detour; }

private:
    const Effort &m_effort;
    quint64 m_passed = 0;
    quint64 m_pieces = 0;
    ContentFault m_stopped = ContentFault::None;
};

} // namespace ajar::session
