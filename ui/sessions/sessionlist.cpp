// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sessions/sessionlist.h"

#include "ui/sessions/sessionwords.h"
#include "ui/text/figures.h"
#include "ui/text/plain.h"

#include <algorithm>

namespace ajar::ui
{

namespace
{

/// A figure that may be higher.
QString bound(const QString &figure, const library::Summary &summary)
{
    return summary.partial ? QStringLiteral("≥ ") + figure : figure;
}

} // namespace

int SessionList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : shown();
}

QVariant SessionList::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const QString &path = m_rows[index.row()];
    const library::Summary &summary = *m_summaries.constFind(path);
    const bool read = !summary.error;
    switch (role) {
    case PathRole:
        return path;
    case Qt::DisplayRole:
    case TitleRole:
        return plain(summary.title(), false, 300);
    case ContentRole:
        return contentWords(summary);
    case WhenRole:
        return whenText(summary.wallNanoseconds);
    case DurationRole:
        return read ? bound(durationText(summary.duration), summary) : QString();
    case FramesRole:
        return read ? bound(countText(summary.frames), summary) : QString();
    case SizeRole:
        return bytesText(summary.bytes);
    case ConnectionsRole:
        return read ? bound(countText(summary.connections), summary) : QString();
    case EndingRole:
        return endingWords(summary);
    case EndingKeyRole:
        return endingKey(summary);
    case SelectedRole:
        return m_selected.contains(path);
    default:
        return {};
    }
}

QHash<int, QByteArray> SessionList::roleNames() const
{
    return {{PathRole, "path"},         {TitleRole, "title"},
            {ContentRole, "content"},   {WhenRole, "when"},
            {DurationRole, "duration"}, {FramesRole, "frames"},
            {SizeRole, "size"},         {ConnectionsRole, "connectionCount"},
            {EndingRole, "ending"},     {EndingKeyRole, "endingKey"},
            {SelectedRole, "selected"}, {Qt::DisplayRole, "display"}};
}

void SessionList::take(const QList<library::Summary> &summaries)
{
    for (const library::Summary &summary : summaries)
        m_summaries.insert(summary.path, summary);
    arrange();
}

void SessionList::keepOnly(const QSet<QString> &paths)
{
    const auto gone = [&](const QString &path) { return !paths.contains(path); };
    QStringList wanted = m_rows;
    wanted.removeIf(gone);
    change(wanted);
    m_summaries.removeIf([&](const auto &entry) { return gone(entry.key()); });
    QSet<QString> selected = m_selected;
    selected.removeIf(gone);
    setSelected(selected);
    arrange();
}

QList<library::Summary> SessionList::selected() const
{
    QList<library::Summary> chosen;
    for (const QString &path : m_selected)
        chosen += m_summaries.value(path);
    std::sort(chosen.begin(), chosen.end(),
              [](const auto &a, const auto &b) { return a.wallNanoseconds > b.wallNanoseconds; });
    return chosen;
}

void SessionList::setSearch(const QString &search)
{
    if (search == m_search)
        return;
    m_search = search;
    arrange();
}

void SessionList::orderBy(Order order)
{
    m_descending = order == m_order ? !m_descending : order != ByName;
    m_order = order;
    arrange();
}

QString SessionList::titleAt(int row) const
{
    return m_summaries.value(pathAt(row)).title();
}

bool SessionList::before(const QString &a, const QString &b) const
{
    const library::Summary &left = *m_summaries.constFind(m_descending ? b : a);
    const library::Summary &right = *m_summaries.constFind(m_descending ? a : b);
    switch (m_order) {
    case ByName:
        if (const int order = QString::localeAwareCompare(left.title(), right.title()); order != 0)
            return order < 0;
        break;
    case BySize:
        if (left.bytes != right.bytes)
            return left.bytes < right.bytes;
        break;
    case ByFrames:
        if (left.frames != right.frames)
            return left.frames < right.frames;
        break;
    case ByTime:
        break;
    }
    if (left.wallNanoseconds != right.wallNanoseconds)
        return left.wallNanoseconds < right.wallNanoseconds;
    return left.path < right.path;
}

QStringList SessionList::wantedRows() const
{
    QStringList rows;
    for (const library::Summary &summary : m_summaries) {
        if (fitsSearch(summary, m_search))
            rows += summary.path;
    }
    std::sort(rows.begin(), rows.end(),
              [this](const QString &a, const QString &b) { return before(a, b); });
    return rows.mid(0, m_most);
}

void SessionList::arrange()
{
    const QStringList wanted = wantedRows();
    if (!change(wanted)) {
        beginResetModel();
        m_rows = wanted;
        endResetModel();
    }
    if (!m_rows.isEmpty())
        Q_EMIT dataChanged(index(0), index(shown() - 1));
    Q_EMIT arranged();
}

/// Takes rows out and puts rows in, so that a view keeps its place; false, with some perhaps taken
/// out, if those that stay would change their order.
bool SessionList::change(const QStringList &wanted)
{
    const QSet<QString> kept(wanted.begin(), wanted.end());
    for (int row = shown() - 1; row >= 0; --row) {
        if (kept.contains(m_rows[row]))
            continue;
        beginRemoveRows({}, row, row);
        m_rows.removeAt(row);
        endRemoveRows();
    }
    const QSet<QString> staying(m_rows.begin(), m_rows.end());
    QStringList order = wanted;
    order.removeIf([&](const QString &path) { return !staying.contains(path); });
    constexpr qsizetype manyAtOnce = 100;
    if (order != m_rows || wanted.size() - m_rows.size() > manyAtOnce)
        return false;
    for (int row = 0; row < wanted.size(); ++row) {
        if (row < shown() && m_rows[row] == wanted[row])
            continue;
        beginInsertRows({}, row, row);
        m_rows.insert(row, wanted[row]);
        endInsertRows();
    }
    return true;
}

void SessionList::setSelected(QSet<QString> selected)
{
    if (selected == m_selected)
        return;
    m_selected = std::move(selected);
    if (!m_rows.isEmpty())
        Q_EMIT dataChanged(index(0), index(shown() - 1), {SelectedRole});
    Q_EMIT selectionChanged();
}

void SessionList::selectOnly(int row)
{
    m_anchor = pathAt(row);
    setSelected(m_anchor.isEmpty() ? QSet<QString>() : QSet<QString>{m_anchor});
}

void SessionList::toggle(int row)
{
    const QString path = pathAt(row);
    if (path.isEmpty())
        return;
    m_anchor = path;
    QSet<QString> selected = m_selected;
    if (!selected.remove(path))
        selected.insert(path);
    setSelected(selected);
}

void SessionList::selectTo(int row)
{
    const int from = qMax(rowOf(m_anchor), 0);
    QSet<QString> selected;
    for (int at = qMin(from, row); at <= qMax(from, row); ++at)
        selected.insert(pathAt(at));
    setSelected(selected);
}

void SessionList::selectAll()
{
    setSelected(QSet<QString>(m_rows.begin(), m_rows.end()));
}

void SessionList::select(const QStringList &paths)
{
    QSet<QString> selected(paths.begin(), paths.end());
    selected.removeIf([this](const QString &path) { return !m_summaries.contains(path); });
    setSelected(selected);
}

} // namespace ajar::ui
