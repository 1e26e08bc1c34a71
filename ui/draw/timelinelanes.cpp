// SPDX-License-Identifier: GPL-3.0-or-later
// The state band and the lanes of the timeline.
#include "ui/draw/timelineitem.h"
#include "ui/draw/timelinelayout.h"
#include "ui/text/figures.h"
#include "ui/text/words.h"

#include <QPainter>

#include <cmath>

namespace ajar::ui
{

using timeline::Lane;

namespace
{

constexpr double bandHeight = 26;
constexpr double laneHeight = 18;

/// As many words as there is room for, from the fullest to the shortest.
QString stretchText(const Stretch &stretch, const QFontMetrics &metrics, double room)
{
    QString words = stateWords(stretch.state);
    words[0] = words[0].toUpper();
    const QString duration = durationText(stretch.to - stretch.from);
    QStringList choices{words};
    if (!closing::isFinal(stretch.state))
        choices.prepend(QStringLiteral("%1 · %2").arg(words, duration));
    if (stretch.state == closing::LinkState::HalfClosedLocal ||
        stretch.state == closing::LinkState::HalfClosedRemote) {
        const QString half = TimelineItem::tr("Half-closed");
        choices << QStringLiteral("%1 · %2").arg(half, duration) << half
                << TimelineItem::tr("half");
    }
    if (stretch.state == closing::LinkState::Connecting)
        choices.append(TimelineItem::tr("conn."));
    if (stretch.state == closing::LinkState::CloseExchanged)
        choices << TimelineItem::tr("Exchanged") << TimelineItem::tr("both");
    for (const QString &text : std::as_const(choices)) {
        if (metrics.horizontalAdvance(text) <= room)
            return text;
    }
    return stretch.state == closing::LinkState::Connecting ? QString() : choices.last();
}

} // namespace

void TimelineItem::paintBand(QPainter &painter, const TimeScale &scale) const
{
    const double y = timeline::middle(Lane::State, height());
    QFont bold = painter.font();
    bold.setPixelSize(static_cast<int>(m_fontSize) + 1);
    bold.setBold(true);
    painter.save();
    painter.setFont(bold);
    for (const Stretch &stretch : scale.stretches()) {
        const QRectF box(stretch.left, y - bandHeight / 2, stretch.right - stretch.left,
                         bandHeight);
        const bool connecting = stretch.state == closing::LinkState::Connecting;
        painter.setPen(Qt::NoPen);
        painter.setBrush(connecting ? m_line : stateColor(stretch.state));
        painter.drawRoundedRect(box, 4, 4);
        const QRectF inside = box.adjusted(7, 0, -4, 0);
        paintLabel(painter, inside, stretchText(stretch, painter.fontMetrics(), inside.width()),
                   connecting ? m_muted : m_bandInk);
    }
    const Stretch &last = scale.stretches().last();
    if (scale.right() - scale.now() > 4) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(stateColor(last.state), 1.3, Qt::DashLine));
        painter.drawRoundedRect(QRectF(scale.now() + 2, y - bandHeight / 2,
                                       scale.right() - scale.now() - 2, bandHeight),
                                4, 4);
    }
    painter.restore();
}

void TimelineItem::paintLanes(QPainter &painter, const TimeScale &scale) const
{
    painter.setPen(QPen(m_line, 1));
    for (const Lane lane : {Lane::Sent, Lane::Received}) {
        const double y = timeline::middle(lane, height());
        painter.drawLine(QPointF(timeline::labels, y), QPointF(scale.right(), y));
    }
    if (m_connection->story().ticksComplete())
        paintTicks(painter, scale);
    else
        paintDensity(painter, scale);
}

void TimelineItem::paintTicks(QPainter &painter, const TimeScale &scale) const
{
    double last[2] = {-10, -10};
    for (const Tick &tick : m_connection->story().ticks()) {
        const double x = scale.at(tick.t);
        if (x - last[tick.sent] < 1)
            continue;
        last[tick.sent] = x;
        const double y = timeline::middle(tick.sent ? Lane::Sent : Lane::Received, height());
        painter.fillRect(QRectF(x - 0.75, y - laneHeight / 2 + 2, 1.8, laneHeight - 4),
                         tick.sent ? m_sent : m_received);
    }
}

/// Bars of two pixels whose height is the root of their share of the densest one.
void TimelineItem::paintDensity(QPainter &painter, const TimeScale &scale) const
{
    quint64 most = 1;
    for (const session::Rate &rate : m_rates)
        most = qMax(most, qMax(rate.sentFrames, rate.receivedFrames));
    const auto barHeight = [most](quint64 frames) {
        return frames == 0 ? 0
                           : 4 + (laneHeight - 4) * std::sqrt(static_cast<double>(frames) /
                                                              static_cast<double>(most));
    };
    for (const session::Rate &rate : m_rates) {
        const double x = scale.at(rate.t);
        const double width = qMax(1.8, scale.at(rate.t + m_slice) - x - 1);
        const auto bar = [&](Lane lane, quint64 frames, const QColor &color) {
            const double tall = barHeight(frames);
            const double base = timeline::middle(lane, height()) + laneHeight / 2 - 1;
            painter.fillRect(QRectF(x, base - tall, width, tall), color);
        };
        bar(Lane::Sent, rate.sentFrames, m_sent);
        bar(Lane::Received, rate.receivedFrames, m_received);
    }
}

} // namespace ajar::ui
