// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/detail/whysteps.h"

#include <QAbstractListModel>
#include <QPointer>

namespace ajar::ui
{

/// The Why tab: sentences, and the steps as rows.
class Why : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(ajar::ui::Connection *connection READ connection WRITE setConnection NOTIFY changed)
    Q_PROPERTY(QString sentence READ sentence NOTIFY changed)
    Q_PROPERTY(QString expectation READ expectation NOTIFY changed)

public:
    enum Role { MarkerRole = Qt::UserRole, KeyRole, TextRole, RightRole, FrameRole };

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    Connection *connection() const { return m_connection; }
    void setConnection(Connection *connection);
    QString sentence() const { return m_sentence; }
    QString expectation() const { return m_expectation; }

Q_SIGNALS:
    void changed();

private:
    void update();

    QPointer<Connection> m_connection;
    QList<WhyStep> m_steps;
    QString m_sentence;
    QString m_expectation;
};

} // namespace ajar::ui
