// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/chart/ratefeed.h"

#include "ui/text/figures.h"

#include <QtCharts/QXYSeries>

#include <algorithm>
#include <cmath>

namespace ajar::ui
{

namespace
{

constexpr closing::Time step = 100'000'000;
constexpr double second = 1e9;
constexpr int pointsAtMost = 120;

/// 1, 2 or 5 times a power of ten, at least `value`.
double roundUp(double value)
{
    const double power = std::pow(10.0, std::floor(std::log10(std::fmax(value, 1))));
    for (const double factor : {1.0, 2.0, 5.0, 10.0}) {
        if (factor * power >= value)
            return factor * power;
    }
    return value;
}

} // namespace

RateFeed::RateFeed(QObject *parent)
    : QObject(parent)
{
    using namespace std::chrono_literals;
    connect(this, &RateFeed::changed, this, &RateFeed::update);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        const bool live = m_connection && m_connection->isLive();
        if (m_running && (live || (m_connection && m_connection->lastSeq() != m_seenSeq)))
            update();
    });
    m_timer.start(250ms);
}

void RateFeed::setConnection(Connection *connection)
{
    if (m_connection == connection)
        return;
    m_connection = connection;
    Q_EMIT changed();
}

void RateFeed::update()
{
    m_sent.clear();
    m_received.clear();
    if (m_connection && m_running) {
        m_seenSeq = m_connection->lastSeq();
        const closing::Time now = m_connection->now();
        const closing::Time begin = m_connection->begin();
        const closing::Time window = m_window * static_cast<closing::Time>(second);
        const closing::Time from = m_connection->isLive() ? qMax(begin, now - window) : begin;
        const closing::Time slices = (now - from) / step / pointsAtMost + 1;
        const closing::Time slice = qMax<closing::Time>(slices, 5) * step;
        // Slices begin at whole multiples, so that a slice's sum does not change as time goes on;
        // the last one is not complete yet.
        const closing::Time first = from / slice * slice;
        const closing::Time last = m_connection->isLive() ? now / slice * slice : now + slice;
        QVector<session::Rate> rates =
            m_connection->reader().rates(m_connection->id(), first, last, slice);
        qsizetype next = 0;
        for (closing::Time t = first; t < last; t += slice) {
            session::Rate sum;
            sum.t = t;
            for (; next < rates.size() && rates[next].t < t + slice; ++next) {
                sum.sentFrames += rates[next].sentFrames;
                sum.sentBytes += rates[next].sentBytes;
                sum.receivedFrames += rates[next].receivedFrames;
                sum.receivedBytes += rates[next].receivedBytes;
            }
            addPoint(sum, static_cast<double>(slice) / second);
        }
        m_from = static_cast<double>(first) / second;
        m_to = std::fmax(static_cast<double>(m_connection->isLive() ? now : last) / second,
                         m_from + 1);
    }
    double most = 1;
    for (const QList<QPointF> *points : {&m_sent, &m_received}) {
        for (const QPointF &point : *points)
            most = std::fmax(most, point.y());
    }
    m_most = roundUp(most * 1.05);
    Q_EMIT fed();
}

void RateFeed::addPoint(const session::Rate &rate, double slice)
{
    const double x = static_cast<double>(rate.t) / second + slice / 2;
    m_sent.append({x, static_cast<double>(m_bytes ? rate.sentBytes : rate.sentFrames) / slice});
    m_received.append(
        {x, static_cast<double>(m_bytes ? rate.receivedBytes : rate.receivedFrames) / slice});
}

QString RateFeed::mostText() const
{
    const auto most = static_cast<quint64>(m_most);
    return m_bytes ? tr("%1/s").arg(bytesText(most)) : tr("%1/s").arg(countText(most));
}

void RateFeed::fill(QAbstractSeries *sent, QAbstractSeries *received) const
{
    if (auto *line = qobject_cast<QXYSeries *>(sent))
        line->replace(m_sent);
    if (auto *line = qobject_cast<QXYSeries *>(received))
        line->replace(m_received);
}

} // namespace ajar::ui
