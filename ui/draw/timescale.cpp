// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/draw/timescale.h"

#include <cmath>

namespace ajar::ui
{

namespace
{

constexpr double leastWidth = 48;
constexpr double finalWidth = 78; ///< of a state that nothing follows: it has no duration
constexpr double gap = 2;
constexpr double roomAtMost = 0.34; ///< of the width

double weight(closing::Time duration)
{
    return std::sqrt(static_cast<double>(qMax<closing::Time>(duration, 1)));
}

QList<Stretch> stretchesOf(const Connection &connection)
{
    QList<Stretch> list;
    const QList<StateMark> &states = connection.story().states();
    closing::Time from = connection.begin();
    closing::LinkState state = closing::LinkState::Connecting;
    for (const StateMark &mark : states) {
        if (mark.t > from || !list.isEmpty())
            list.append({state, from, qMax(mark.t, from)});
        from = qMax(mark.t, from);
        state = mark.state;
    }
    list.append({state, from, qMax(connection.now(), from)});
    // A first state that was recorded at the very beginning leaves no stretch before it.
    if (list.size() > 1 && list.first().state == list[1].state)
        list.removeFirst();
    return list;
}

} // namespace

TimeScale::TimeScale(const Connection &connection, double left, double right, closing::Time room)
    : m_stretches(stretchesOf(connection))
    , m_left(left)
    , m_right(right)
    , m_now(right)
    , m_end(m_stretches.last().to)
    , m_room(room)
{
    const double width = right - left;
    double total = 0;
    for (const Stretch &stretch : m_stretches)
        total += weight(stretch.to - stretch.from);
    if (room > 0) {
        // At the same scale as the last stretch, but never more than a third.
        const Stretch &last = m_stretches.last();
        const double passed = static_cast<double>(qMax<closing::Time>(last.to - last.from, 1));
        const double share =
            weight(last.to - last.from) / total * static_cast<double>(room) / passed;
        m_now = right - width * qMin(roomAtMost, share / (1 + share));
    }
    const auto count = static_cast<double>(m_stretches.size());
    const double end = closing::isFinal(m_stretches.last().state) ? finalWidth - leastWidth : 0;
    const double least = qMin(leastWidth, (m_now - left - end) / count);
    const double free = m_now - left - end - least * count;
    double x = left;
    for (Stretch &stretch : m_stretches) {
        stretch.left = x;
        x += least + free * weight(stretch.to - stretch.from) / total;
        stretch.right = qMax(stretch.left, x - gap);
    }
    m_stretches.last().right = m_now;
}

double TimeScale::at(closing::Time t) const
{
    if (t > m_end)
        return m_room > 0 ? m_now + (m_right - m_now) * qMin(1.0, static_cast<double>(t - m_end) /
                                                                      static_cast<double>(m_room))
                          : m_now;
    for (const Stretch &stretch : m_stretches) {
        if (t > stretch.to)
            continue;
        const closing::Time span = stretch.to - stretch.from;
        const double part =
            span > 0 ? static_cast<double>(t - stretch.from) / static_cast<double>(span) : 0;
        return stretch.left + (stretch.right - stretch.left) * qBound(0.0, part, 1.0);
    }
    return m_now;
}

closing::Time TimeScale::timeAt(double x) const
{
    for (const Stretch &stretch : m_stretches) {
        if (x > stretch.right)
            continue;
        const double width = qMax(stretch.right - stretch.left, 1.0);
        const double part = qBound(0.0, (x - stretch.left) / width, 1.0);
        return stretch.from +
               static_cast<closing::Time>(part * static_cast<double>(stretch.to - stretch.from));
    }
    return m_end;
}

} // namespace ajar::ui
