// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/compare.h"

#include "ui/text/figures.h"

#include <algorithm>
#include <cmath>

namespace ajar::ui
{

namespace
{

QString titleOf(session::Reader &reader, quint32 connection, quint64 seq)
{
    const auto rows = reader.rows(connection, seq, 1, 0);
    if (rows.isEmpty())
        return {};
    const session::Row &row = rows.first();
    return row.isFrame() ? QStringLiteral("#%1").arg(row.number) : clockText(row.t);
}

} // namespace

Compare::Compare(QObject *parent)
    : QAbstractListModel(parent)
{
}

int Compare::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant Compare::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const ComparedRow &row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case LabelRole:
        return row.label;
    case LeftRole:
        return row.left;
    case RightRole:
        return row.right;
    case DiffersRole:
        return row.differs;
    case HeadingRole:
        return row.isHeading;
    default:
        return {};
    }
}

QHash<int, QByteArray> Compare::roleNames() const
{
    return {{LabelRole, "label"},
            {LeftRole, "leftText"},
            {RightRole, "rightText"},
            {DiffersRole, "differs"},
            {HeadingRole, "heading"}};
}

QString Compare::summary() const
{
    if (m_running)
        return tr("Comparing…");
    const auto count = std::ranges::count_if(m_rows, &ComparedRow::differs);
    return count == 0   ? tr("No difference")
           : count == 1 ? tr("1 difference")
                        : tr("%1 differences").arg(countText(static_cast<quint64>(count)));
}

bool Compare::begin()
{
    FrameModel *frames = m_measure ? m_measure->frames() : nullptr;
    Connection *connection = frames ? frames->connection() : nullptr;
    if (!connection || m_measure->second() < 1 || frames->currentSeq() < 1)
        return false;
    const auto current = static_cast<quint64>(std::llround(frames->currentSeq()));
    const auto second = static_cast<quint64>(std::llround(m_measure->second()));
    const quint64 left = qMin(current, second);
    const quint64 right = qMax(current, second);
    m_leftTitle = titleOf(connection->reader(), connection->id(), left);
    m_rightTitle = titleOf(connection->reader(), connection->id(), right);
    take({});
    m_running = true;
    m_job.start([this, path = connection->file()->path(), id = connection->id(), left,
                 right](const LatestJob::Context &context) {
        std::vector<ComparedRow> rows;
        if (auto reader = session::Reader::open(path))
            rows = compareRecords(**reader.value, id, left, right, *context.stopped);
        context.say([this, rows = std::move(rows)] { take(rows); });
    });
    Q_EMIT changed();
    return true;
}

void Compare::end()
{
    m_job.stop();
    take({});
}

void Compare::take(std::vector<ComparedRow> rows)
{
    m_running = false;
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
    Q_EMIT changed();
}

int Compare::nextDifference(int from) const
{
    const int count = rowCount();
    for (int step = 1; step <= count; ++step) {
        const int row = (from + step + count) % count;
        if (m_rows[static_cast<std::size_t>(row)].differs)
            return row;
    }
    return -1;
}

} // namespace ajar::ui
