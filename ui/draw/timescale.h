// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/sessions/connection.h"

#include <QList>

namespace ajar::ui
{

/// A stretch of the timeline in one state.
struct Stretch {
    closing::LinkState state = closing::LinkState::Connecting;
    closing::Time from = 0, to = 0;
    double left = 0, right = 0; ///< in pixels
};

/// Where each moment of a connection stands. Each state's stretch is as wide as the root of its
/// time, with a least width: twelve seconds half-closed stay visible beside an hour of open.
/// Within a stretch time runs evenly.
class TimeScale
{
public:
    /// `room`: time kept free behind now, for timers that still run.
    TimeScale(const Connection &connection, double left, double right, closing::Time room);

    const QList<Stretch> &stretches() const { return m_stretches; }
    double at(closing::Time t) const;
    closing::Time timeAt(double x) const;
    double now() const { return m_now; }
    double right() const { return m_right; }

private:
    QList<Stretch> m_stretches;
    double m_left, m_right, m_now;
    closing::Time m_end, m_room;
};

} // namespace ajar::ui
