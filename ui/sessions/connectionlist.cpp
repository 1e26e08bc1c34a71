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
    case SectionRole:
        return connection->section();
    default:
        return {};
    }
}

QHash<int, QByteArray> ConnectionList::roleNames() const
{
    return {{Qt::DisplayRole, "display"}, {ConnectionRole, "connection"}, {SectionRole, "section"}};
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
    return row;
}

void ConnectionList::remove(int row)
{
    beginRemoveRows({}, row, row);
    Connection *connection = m_connections.takeAt(row);
    endRemoveRows();
    connection->deleteLater();
}

void ConnectionList::clear()
{
    beginResetModel();
    qDeleteAll(std::exchange(m_connections, {}));
    endResetModel();
}

} // namespace ajar::ui
