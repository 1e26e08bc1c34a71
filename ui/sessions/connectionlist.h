// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/sessions/connection.h"

#include <QAbstractListModel>

namespace ajar::ui
{

/// The connections of the window: those recorded here first, then those of opened files, each file
/// a section. It owns them.
class ConnectionList : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Sessions has it")

public:
    enum Role { ConnectionRole = Qt::UserRole, HeadingRole };

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    const QList<Connection *> &all() const { return m_connections; }
    /// Puts it behind the last one of its section, a live one before all opened files.
    int add(Connection *connection);
    void remove(int row);
    void clear();

private:
    QString heading(qsizetype row) const;
    void headingsChanged();

    QList<Connection *> m_connections;
};

} // namespace ajar::ui
