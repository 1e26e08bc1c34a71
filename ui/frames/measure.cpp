// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/frames/measure.h"

#include "ui/text/figures.h"

#include <cmath>

namespace ajar::ui
{

namespace
{

constexpr int rowsInPage = 4096;

struct Sums {
    quint64 frames = 0, bytes = 0;
};

/// Frames and their payloads from `first` to `last`; nothing if it was stopped.
std::optional<Sums> sumsOf(const QString &path, quint32 connection, quint64 first, quint64 last,
                           const std::atomic_bool &stopped)
{
    auto reader = session::Reader::open(path);
    if (!reader)
        return std::nullopt;
    Sums sums;
    while (first <= last) {
        const auto count = static_cast<int>(qMin<quint64>(last - first + 1, rowsInPage));
        const auto rows = (*reader.value)->rows(connection, first, count, 0);
        if (rows.isEmpty() || stopped)
            break;
        for (const session::Row &row : rows) {
            if (row.seq > last || !row.isFrame())
                continue;
            ++sums.frames;
            sums.bytes += row.payloadSize;
        }
        first = rows.last().seq + 1;
    }
    return stopped ? std::nullopt : std::optional(sums);
}

QString nameOf(const session::Row &row)
{
    return row.isFrame() ? QStringLiteral("#%1").arg(row.number) : clockText(row.t);
}

/// 1.234 567 s
QString exactText(closing::Time time)
{
    const QString micro =
        QStringLiteral("%1").arg((time / 1000) % 1000000, 6, 10, QLatin1Char('0'));
    return QStringLiteral("%1.%2 %3 s").arg(time / 1000000000).arg(micro.left(3), micro.mid(3));
}

} // namespace

Measure::Measure(QObject *parent)
    : QObject(parent)
{
}

void Measure::setFrames(FrameModel *frames)
{
    if (m_frames)
        m_frames->disconnect(this);
    m_frames = frames;
    if (frames) {
        connect(frames, &FrameModel::currentChanged, this, &Measure::clear);
        connect(frames, &FrameModel::connectionChanged, this, &Measure::clear);
    }
    clear();
}

void Measure::clear()
{
    m_job.stop();
    m_second = 0;
    Q_EMIT changed();
}

void Measure::setSecond(double seq)
{
    Connection *connection = m_frames ? m_frames->connection() : nullptr;
    const double current = m_frames ? m_frames->currentSeq() : 0;
    clear();
    if (!connection || current < 1 || seq < 1 || seq == current ||
        seq > static_cast<double>(connection->lastSeq()))
        return;
    m_second = static_cast<quint64>(std::llround(seq));
    count();
    Q_EMIT changed();
}

void Measure::moveSecond(int rows)
{
    if (!m_frames || m_frames->currentSeq() < 1)
        return;
    const double from = m_second > 0 ? second() : m_frames->currentSeq();
    double to = std::fmax(from + rows, 1);
    if (to == m_frames->currentSeq())
        to += rows;
    setSecond(to);
}

void Measure::count()
{
    Connection *connection = m_frames->connection();
    const auto current = static_cast<quint64>(std::llround(m_frames->currentSeq()));
    const quint64 first = qMin(current, m_second);
    const quint64 last = qMax(current, m_second);
    const auto from = connection->reader().rows(connection->id(), first, 1, 0);
    const auto to = connection->reader().rows(connection->id(), last, 1, 0);
    if (from.isEmpty() || to.isEmpty())
        return;
    m_between = {.time = to.first().t - from.first().t,
                 .from = nameOf(from.first()),
                 .to = nameOf(to.first()),
                 .rows = last - first - 1};
    m_job.start([this, path = connection->file()->path(), id = connection->id(), first,
                 last](const LatestJob::Context &context) {
        const auto sums = sumsOf(path, id, first + 1, last - 1, *context.stopped);
        if (!sums)
            return;
        context.say([this, sums = *sums] {
            m_between.frames = sums.frames;
            m_between.bytes = sums.bytes;
            m_between.counted = true;
            Q_EMIT changed();
        });
    });
}

QString Measure::text() const
{
    if (m_second == 0)
        return {};
    const Between &between = m_between;
    const QString time = tr("Δ %1").arg(exactText(between.time));
    const QString place = tr("between %1 and %2").arg(between.from, between.to);
    const QString rows =
        between.rows == 1 ? tr("1 row") : tr("%1 rows").arg(countText(between.rows));
    if (!between.counted)
        return tr("%1, %2, … %3").arg(time, rows, place);
    const QString frames =
        between.frames == 1 ? tr("1 frame") : tr("%1 frames").arg(countText(between.frames));
    return tr("%1, %2, %3, %4 %5").arg(time, rows, frames, bytesText(between.bytes), place);
}

} // namespace ajar::ui
