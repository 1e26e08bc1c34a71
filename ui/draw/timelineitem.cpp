// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/draw/timelineitem.h"

#include "ui/draw/timelinelayout.h"
#include "ui/text/words.h"

#include <QPainter>

#include <algorithm>

namespace ajar::ui
{

TimelineItem::TimelineItem(QQuickItem *parent)
    : QQuickPaintedItem(parent)
{
    using namespace std::chrono_literals;
    setAntialiasing(true);
    connect(this, &TimelineItem::changed, this, [this] { update(); });
    connect(this, &TimelineItem::changed, this, &TimelineItem::scaled);
    connect(&m_timer, &QTimer::timeout, this, &TimelineItem::refresh);
    m_timer.start(33ms);
}

void TimelineItem::setConnection(Connection *connection)
{
    if (m_connection == connection)
        return;
    if (m_connection)
        m_connection->disconnect(this);
    m_connection = connection;
    m_rates.clear();
    m_turn = 0;
    if (connection)
        connect(connection, &Connection::changed, this, [this] {
            update();
            Q_EMIT described();
        });
    Q_EMIT changed();
    Q_EMIT described();
}

/// Thirty turns a second: every third one counts unless a timer runs; a connection that has ended
/// needs no more than one a second.
void TimelineItem::refresh()
{
    if (!m_connection || !isVisible())
        return;
    const int turn = m_turn++;
    if (turn % (m_connection->isLive() ? 15 : 30) == 0) {
        constexpr closing::Time step = 100'000'000;
        const closing::Time span = m_connection->now() - m_connection->begin();
        m_slice = qMax<closing::Time>(1, span / step / 300 + 1) * step;
        if (!m_connection->story().ticksComplete())
            m_rates = m_connection->reader().rates(m_connection->id(), m_connection->begin(),
                                                   m_connection->now(), m_slice);
        update();
        if (m_rangeTo >= 0)
            Q_EMIT scaled();
    }
    if (!m_connection->isLive())
        return;
    const QList<TimerSpan> &timers = m_connection->story().timers();
    const bool running = std::any_of(timers.rbegin(), timers.rend(),
                                     [](const TimerSpan &timer) { return !timer.end; });
    if (running || turn % 3 == 0) {
        update();
        if (m_rangeTo >= 0)
            Q_EMIT scaled();
    }
}

void TimelineItem::geometryChange(const QRectF &now, const QRectF &before)
{
    QQuickPaintedItem::geometryChange(now, before);
    Q_EMIT scaled();
}

double TimelineItem::placeOf(double nanoseconds) const
{
    if (!m_connection || nanoseconds < 0)
        return 0;
    return scale().at(static_cast<closing::Time>(nanoseconds));
}

QColor TimelineItem::stateColor(closing::LinkState state) const
{
    return m_stateColors.value(stateKey(state)).value<QColor>();
}

TimeScale TimelineItem::scale() const
{
    closing::Time room = 0;
    if (m_connection->isLive()) {
        for (const TimerSpan &timer : m_connection->story().timers()) {
            if (!timer.end && timer.timer != QLatin1String("ping-interval"))
                room = qMax(room, timer.start + timer.duration - m_connection->now());
        }
    }
    return TimeScale(*m_connection, timeline::labels, width() - timeline::margin, room);
}

double TimelineItem::timeAt(double x) const
{
    return m_connection ? static_cast<double>(scale().timeAt(x)) : -1;
}

QString TimelineItem::description() const
{
    if (!m_connection)
        return tr("No connection");
    QStringList words;
    for (const StateMark &mark : m_connection->story().states())
        words += stateWords(mark.state);
    return words.mid(qMax<qsizetype>(0, words.size() - 8)).join(tr(", then "));
}

void TimelineItem::paintLabel(QPainter &painter, const QRectF &box, const QString &text,
                              const QColor &color, Qt::Alignment alignment) const
{
    const QString elided =
        painter.fontMetrics().elidedText(text, Qt::ElideRight, static_cast<int>(box.width()));
    if (elided.size() < qMin<qsizetype>(text.size(), 3))
        return;
    painter.setPen(color);
    painter.drawText(box, alignment | Qt::AlignVCenter | Qt::TextSingleLine, elided);
}

void TimelineItem::paint(QPainter *painter)
{
    painter->setRenderHint(QPainter::Antialiasing);
    QFont font = painter->font();
    font.setPixelSize(static_cast<int>(m_fontSize));
    painter->setFont(font);
    using timeline::Lane;
    for (const auto &[lane, text] : {std::pair{Lane::State, tr("state")},
                                     {Lane::Sent, tr("sent →")},
                                     {Lane::Received, tr("← received")},
                                     {Lane::Timers, tr("timers")}})
        paintLabel(*painter, timeline::label(lane, height()), text, m_muted);
    if (!m_connection)
        return;
    const TimeScale scale = this->scale();
    paintLanes(*painter, scale);
    paintBand(*painter, scale);
    paintTimers(*painter, scale);
    paintTcp(*painter, scale);
    paintCloses(*painter, scale);
    if (m_currentTime >= 0) {
        const double x = scale.at(static_cast<closing::Time>(m_currentTime));
        painter->setPen(QPen(m_muted, 1, Qt::DotLine));
        painter->drawLine(QPointF(x, timeline::top), QPointF(x, height() - timeline::top));
    }
    if (m_connection->isLive()) {
        painter->setPen(QPen(m_text, 1.5));
        painter->drawLine(QPointF(scale.now(), timeline::top),
                          QPointF(scale.now(), height() - timeline::top));
    }
}

} // namespace ajar::ui
