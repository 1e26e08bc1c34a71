// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sessions/connectionlist.h"

namespace ajar::ui
{

int ConnectionList::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_connections.size());
}

QVariant ConnectionList::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    Connection *connection = m_connections[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return connection->url();
    case ConnectionRole:
        return QVariant::fromValue(connection);
    case HeadingRole:
        return heading(index.row());
    default:
        return {};
    }
}

QHash<int, QByteArray> ConnectionList::roleNames() const
{
    return {{Qt::DisplayRole, "display"}, {ConnectionRole, "connection"}, {HeadingRole, "heading"}};
}

/// The section's name above its first connection.
QString ConnectionList::heading(qsizetype row) const
{
    const QString section = m_connections[row]->section();
    return row > 0 && m_connections[row - 1]->section() == section ? QString() : section;
}

void ConnectionList::headingsChanged()
{
    if (!m_connections.isEmpty())
        Q_EMIT dataChanged(index(0), index(rowCount() - 1), {HeadingRole});
}

int ConnectionList::add(Connection *connection)
{
    int row = static_cast<int>(m_connections.size());
    while (!connection->isReadOnly() && row > 0 && m_connections[row - 1]->isReadOnly())
        --row;
    connection->setParent(this);
    beginInsertRows({}, row, row);
    m_connections.insert(row, connection);
    endInsertRows();
    headingsChanged();
    return row;
}

void ConnectionList::remove(int row)
{
    beginRemoveRows({}, row, row);
    Connection *connection = m_connections.takeAt(row);
    endRemoveRows();
    headingsChanged();
    connection->deleteLater();
}

void ConnectionList::clear()
{
    beginResetModel();
    qDeleteAll(std::exchange(m_connections, {}));
    endResetModel();
}

} // namespace ajar::ui
