// SPDX-License-Identifier: GPL-3.0-or-later
// Close frames, the ends of TCP and the timers on the timeline.
#include "ui/draw/timelineitem.h"
#include "ui/draw/timelinelayout.h"
#include "ui/text/figures.h"
#include "ui/text/words.h"

#include <QPainter>
#include <QPainterPath>

namespace ajar::ui
{

using timeline::Lane;

namespace
{

constexpr double labelGap = 10;

QPainterPath diamond(QPointF at, double radius)
{
    QPainterPath path;
    path.moveTo(at.x(), at.y() - radius);
    path.lineTo(at.x() + radius, at.y());
    path.lineTo(at.x(), at.y() + radius);
    path.lineTo(at.x() - radius, at.y());
    path.closeSubpath();
    return path;
}

QString closeLabel(const CloseMark &mark)
{
    const QString code = mark.code ? QString::number(*mark.code) : TimelineItem::tr("empty");
    if (mark.waiting())
        return TimelineItem::tr("Close %1 held").arg(code);
    if (mark.dropped)
        return TimelineItem::tr("Close %1 dropped").arg(code);
    return TimelineItem::tr("Close %1").arg(code);
}

/// The nearest flag or diamond to the right of `x` in a lane: a label must end before it.
double nextMark(const Story &story, const TimeScale &scale, bool ours, double x)
{
    double next = scale.right() + 1000;
    const auto take = [&](double at) {
        if (at > x + 1)
            next = qMin(next, at);
    };
    for (const TcpMark &mark : story.tcp()) {
        const bool sent =
            mark.event == closing::Event::FinSent || mark.event == closing::Event::ResetSent;
        if (sent == ours)
            take(scale.at(mark.t));
    }
    for (const CloseMark &mark : story.closes()) {
        if ((mark.direction == closing::Direction::Sent) == ours)
            take(scale.at(mark.t) - 8);
    }
    return next;
}

} // namespace

void TimelineItem::paintCloses(QPainter &painter, const TimeScale &scale) const
{
    const QList<CloseMark> &closes = m_connection->story().closes();
    double freeFrom[2] = {0, 0};
    for (qsizetype i = 0; i < qMin<qsizetype>(closes.size(), 40); ++i) {
        const CloseMark &mark = closes[i];
        if (mark.held && mark.resolvedAt && !mark.dropped)
            continue; // its release stands for it
        const bool ours = mark.direction == closing::Direction::Sent;
        const QColor color = stateColor(ours && !mark.held ? closing::LinkState::HalfClosedLocal
                                                           : closing::LinkState::HalfClosedRemote);
        const QPointF at(scale.at(mark.t) + (mark.held ? labelGap : 0),
                         timeline::middle(ours ? Lane::Sent : Lane::Received, height()));
        painter.setPen(QPen(color, 1.6, mark.held ? Qt::DashLine : Qt::SolidLine));
        painter.setBrush(mark.held ? m_ground : color);
        painter.drawPath(diamond(at, 8));
        const QString text = closeLabel(mark);
        const double wide = painter.fontMetrics().horizontalAdvance(text) + 6;
        double left = at.x() + 12;
        const double end = nextMark(m_connection->story(), scale, ours, at.x() + labelGap);
        if (left + wide > qMin(width(), end))
            left = at.x() - 12 - wide;
        if (left < qMax(freeFrom[ours], timeline::labels))
            continue;
        const QRectF box(left, at.y() - 9, wide, 18);
        painter.fillRect(box, m_ground);
        paintLabel(painter, box, text, color);
        freeFrom[ours] = box.right();
    }
}

void TimelineItem::paintTcp(QPainter &painter, const TimeScale &scale) const
{
    for (const TcpMark &mark : m_connection->story().tcp()) {
        const bool ours =
            mark.event == closing::Event::FinSent || mark.event == closing::Event::ResetSent;
        const bool reset =
            mark.event == closing::Event::ResetSent || mark.event == closing::Event::ResetReceived;
        const double y = timeline::middle(ours ? Lane::Sent : Lane::Received, height());
        const double x = scale.at(mark.t);
        const QColor color = reset ? stateColor(closing::LinkState::Aborted) : m_text;
        painter.setPen(QPen(color, 1.5));
        painter.drawLine(QPointF(x, y - 11), QPointF(x, y + 11));
        const QString text = reset ? tr("RST") : tr("FIN");
        const double wide = painter.fontMetrics().horizontalAdvance(text) + 8;
        const double left = x + wide > width() - 2 ? x - wide : x;
        const QRectF flag(left, ours ? y - 13 : y + 1, wide, 13);
        painter.fillRect(flag, color);
        paintLabel(painter, flag, text, m_ground, Qt::AlignHCenter);
    }
}

/// Each running timer has a bar of its own, one below the other; what does not run out soon, or
/// finds no room, stands as words before them.
void TimelineItem::paintTimers(QPainter &painter, const TimeScale &scale) const
{
    constexpr double gap = 2;
    constexpr double tallest = 16;
    constexpr double lowest = 12;
    constexpr double leastTimer = 190; // its words need so much
    const double room = height() - timeline::lowestMark(height());
    const auto rows = static_cast<qsizetype>(room / (lowest + gap));
    QList<TimerSpan> bars;
    QStringList words;
    for (const TimerSpan &timer : m_connection->story().timers()) {
        if (timer.end || timer.duration <= 0 || !m_connection->isLive())
            continue;
        if (timer.timer == QLatin1String("ping-interval"))
            words += tr("ping every %1").arg(durationText(timer.duration));
        else if (bars.size() < rows)
            bars += timer;
        else
            words += tr("%1 %2").arg(timerWords(timer.timer), durationText(timer.duration));
    }
    if (const auto roundTrip = m_connection->story().lastRoundTrip())
        words += tr("last RTT %1").arg(durationText(*roundTrip));
    double quietEnd = scale.right();
    if (!bars.isEmpty()) {
        const auto count = static_cast<double>(bars.size());
        const double tall = qMin(tallest, room / count - gap);
        const double middle = timeline::middle(Lane::Timers, height());
        double y =
            qMin(middle - (count * (tall + gap) - gap) / 2, height() - 1 - count * (tall + gap));
        for (const TimerSpan &timer : std::as_const(bars)) {
            const double from = qMin(scale.at(timer.start), scale.right() - leastTimer);
            const double to = qMax(from + leastTimer, scale.at(timer.start + timer.duration));
            paintTimer(painter, QRectF(from, y, to - from, tall), timer);
            quietEnd = qMin(quietEnd, from - 6);
            y += tall + gap;
        }
    }
    if (words.isEmpty() || quietEnd - timeline::labels < 60)
        return;
    const double y = timeline::middle(Lane::Timers, height()) - tallest / 2;
    paintLabel(painter, {timeline::labels, y, quietEnd - timeline::labels, tallest},
               words.join(QStringLiteral(" · ")), m_muted);
}

/// A bar that runs down, with its name and the time that is left.
void TimelineItem::paintTimer(QPainter &painter, const QRectF &track, const TimerSpan &timer) const
{
    const closing::Time left = timer.start + timer.duration - m_connection->now();
    const double part =
        qBound(0.0, static_cast<double>(left) / static_cast<double>(timer.duration), 1.0);
    const double round = track.height() / 2;
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_line);
    painter.drawRoundedRect(track, round, round);
    painter.setBrush(stateColor(m_connection->story().state()));
    painter.drawRoundedRect(QRectF(track.left(), track.top(),
                                   qMax(track.width() * part, track.height()), track.height()),
                            round, round);
    const QString text = tr("%1 %2 · %3 left")
                             .arg(timerWords(timer.timer), durationText(timer.duration),
                                  durationText(qMax<closing::Time>(left, 0)));
    paintLabel(painter, track.adjusted(8, 0, -6, 0), text, part > 0.5 ? m_bandInk : m_text);
}

} // namespace ajar::ui
