// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/frames/framemodel.h"

#include "session/compressedrows.h"

#include <algorithm>
#include <cmath>

namespace ajar::ui
{

FrameModel::FrameModel(QObject *parent)
    : QAbstractListModel(parent)
{
    connect(&m_scan, &HeadScan::scanned, this, &FrameModel::takeHeads);
    connect(&m_search, &RowSearch::found, this, &FrameModel::takeHits);
    m_nextTurn.setSingleShot(true);
    m_nextTurn.setInterval(5);
    connect(&m_nextTurn, &QTimer::timeout, this, &FrameModel::goOnInflating);
}

void FrameModel::setConnection(Connection *connection)
{
    const bool forgotten = connection || m_records == 0; // one may have been destroyed meanwhile
    if (m_connection == connection && forgotten)
        return;
    if (m_connection)
        m_connection->disconnect(this);
    m_connection = connection;
    m_cache.clear();
    m_previews.clear();
    m_resolved.clear();
    m_scan.stop();
    m_map.clear();
    m_search.stop();
    m_hits.clear();
    m_anchor.reset();
    m_records = 0;
    m_total = 0;
    m_first = 0;
    m_current = 0;
    setReference(0);
    m_following = true;
    m_inMessages = false;
    m_inHits = false;
    if (connection) {
        connect(connection, &Connection::grown, this, &FrameModel::takeGrowth);
        connect(connection, &QObject::destroyed, this, [this] { setConnection(nullptr); });
        connect(connection, &Connection::heldChanged, this, &FrameModel::showWindow);
        connect(connection, &Connection::changed, this, &FrameModel::showWindow);
        m_records = connection->lastSeq();
        if (m_messages)
            refold();
        startSearch();
    }
    Q_EMIT connectionChanged();
    Q_EMIT currentChanged();
    takeGrowth();
}

int FrameModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_shown;
}

void FrameModel::takeGrowth()
{
    m_records = m_connection ? m_connection->lastSeq() : 0;
    if (m_scan.isStarted())
        m_scan.upTo(m_records);
    m_search.upTo(m_records);
    m_total = countRows();
    if (m_following)
        m_first = lastFirst();
    showWindow();
}

quint64 FrameModel::lastFirst() const
{
    const auto visible = static_cast<quint64>(m_visible);
    return m_total > visible ? m_total - visible : 0;
}

void FrameModel::setVisibleRows(int rows)
{
    if (rows == m_visible || rows < 0)
        return;
    m_visible = rows;
    if (m_following || m_first > lastFirst())
        m_first = lastFirst();
    showWindow();
}

void FrameModel::showWindow()
{
    const int rows = static_cast<int>(qMin<quint64>(static_cast<quint64>(m_visible), m_total));
    if (rows > m_shown) {
        beginInsertRows({}, m_shown, rows - 1);
        m_shown = rows;
        endInsertRows();
    } else if (rows < m_shown) {
        beginRemoveRows({}, rows, m_shown - 1);
        m_shown = rows;
        endRemoveRows();
    }
    if (rows > 0)
        Q_EMIT dataChanged(index(0), index(rows - 1));
    Q_EMIT moved();
}

void FrameModel::moveTo(quint64 first)
{
    m_anchor.reset();
    const bool atEnd = first >= lastFirst();
    if (m_following && !atEnd)
        m_seen = m_total;
    m_following = atEnd;
    m_first = qMin(first, lastFirst());
    showWindow();
}

void FrameModel::scrollTo(double row)
{
    moveTo(static_cast<quint64>(std::llround(std::fmax(row, 0))));
}

void FrameModel::scrollBy(double rows)
{
    scrollTo(firstRow() + rows);
}

void FrameModel::follow()
{
    moveTo(lastFirst());
}

void FrameModel::setFollowing(bool on)
{
    if (on)
        follow();
    else if (m_following)
        pauseFollowing();
}

double FrameModel::newRows() const
{
    return m_following ? 0 : static_cast<double>(m_total - qMin(m_seen, m_total));
}

void FrameModel::select(double seq)
{
    const auto wanted = static_cast<quint64>(std::llround(std::fmax(seq, 0)));
    m_current = qMin(wanted, m_records);
    Q_EMIT currentChanged();
    if (m_current == 0 || m_total == 0)
        return;
    if (m_inHits && m_search.isSearching() && m_search.scanned() < m_current) {
        m_following = false; // its place is not known yet
        m_anchor = Anchor{m_current, static_cast<quint64>(m_visible / 2), true};
        return;
    }
    const quint64 place = positionOf(m_current);
    if (place < m_first)
        moveTo(place);
    else if (place >= m_first + static_cast<quint64>(m_visible))
        moveTo(place + 1 - static_cast<quint64>(m_visible));
    else if (m_following && place + 1 < m_total)
        pauseFollowing();
}

/// Opening a row ends following: what is looked at must not run away.
void FrameModel::pauseFollowing()
{
    if (m_total <= static_cast<quint64>(m_visible))
        return;
    m_following = false;
    m_seen = m_total;
    Q_EMIT moved();
}

void FrameModel::moveCurrent(double rows)
{
    double from = m_current > 0 ? static_cast<double>(positionOf(m_current))
                                : firstRow() + (rows > 0 ? -1 : m_shown);
    if (isCurrentHidden()) { // it stands between two rows
        const bool behind = seqAt(positionOf(m_current)) < m_current;
        from += behind && rows < 0 ? 1 : !behind && rows > 0 ? -1 : 0;
    }
    const double last = total() - 1;
    if (last >= 0)
        select(static_cast<double>(
            seqAt(static_cast<quint64>(std::llround(std::clamp(from + rows, 0.0, last))))));
}

void FrameModel::selectFirst()
{
    if (m_total > 0)
        select(static_cast<double>(seqAt(0)));
}

void FrameModel::selectLast()
{
    if (m_total > 0)
        select(static_cast<double>(seqAt(m_total - 1)));
    follow();
}

void FrameModel::showTime(double nanoseconds)
{
    if (!m_connection || m_total == 0)
        return;
    const quint64 seq = qMin(m_connection->reader().seqAtTime(
                                 m_connection->id(), static_cast<closing::Time>(nanoseconds)),
                             m_records);
    quint64 place = positionOf(seq);
    if (m_inHits && seqAt(place) < seq && place + 1 < m_total)
        ++place; // the first one from then on
    scrollTo(static_cast<double>(place) - m_visible / 2.0);
    select(static_cast<double>(seqAt(place)));
}

void FrameModel::showFrame(double number)
{
    if (!m_connection)
        return;
    const quint64 seq =
        m_connection->reader().seqOfFrame(m_connection->id(), static_cast<quint64>(number));
    if (seq != 0)
        showRecord(static_cast<double>(seq));
}

void FrameModel::showRecord(double seq)
{
    reveal(static_cast<quint64>(std::llround(std::fmax(seq, 0))));
    select(seq);
}

const session::Row *FrameModel::row(quint64 seq) const
{
    return m_connection ? m_cache.at(m_connection->reader(), m_connection->id(), seq) : nullptr;
}

/// What a compressed frame carries; nothing for any other one.
std::optional<session::Content> FrameModel::inflated(const session::Row &row) const
{
    if (!session::isCompressed(row))
        return std::nullopt;
    const auto content = m_previews.of(m_connection->reader(), m_connection->id(), row);
    if (m_previews.isWaiting() && !m_nextTurn.isActive())
        m_nextTurn.start();
    return content;
}

void FrameModel::goOnInflating()
{
    m_previews.nextTurn();
    if (m_shown > 0)
        Q_EMIT dataChanged(index(0), index(m_shown - 1), {Qt::DisplayRole, SummaryRole});
}

double FrameModel::currentLast() const
{
    const FoldedMessage *message =
        m_inMessages && m_current > 0 ? m_map.messageAt(m_current) : nullptr;
    return message ? static_cast<double>(message->last) : 0;
}

double FrameModel::currentNumber() const
{
    const session::Row *current = m_current > 0 ? row(m_current) : nullptr;
    return current && current->isFrame() ? static_cast<double>(current->number) : 0;
}

int FrameModel::currentPlace() const
{
    const quint64 place = m_current > 0 ? positionOf(m_current) : 0;
    const bool there = m_current > 0 && seqAt(place) != 0 && !isCurrentHidden() &&
                       place >= m_first && place < m_first + static_cast<quint64>(m_shown);
    return there ? static_cast<int>(place - m_first) : -1;
}

double FrameModel::currentTime() const
{
    const session::Row *current = m_current > 0 ? row(m_current) : nullptr;
    return current ? static_cast<double>(current->t) : -1;
}

} // namespace ajar::ui
