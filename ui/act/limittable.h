// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "gate/policy.h"

#include <QAbstractListModel>
#include <QtQml/qqmlregistration.h>

namespace ajar::ui
{

/// The bounds on what a peer can make us keep, each as the user types it: "64M", "10000".
class LimitTable : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("WireForm has it")

public:
    enum Role { NameRole = Qt::UserRole, LabelRole, ValueRole, ProblemRole };

    explicit LimitTable(QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    Q_INVOKABLE void setValue(int row, const QString &text);

    int changedCount() const; ///< how many are not as usual
    /// A sentence, or empty once all of them are in `limits`.
    QString fill(gate::Limits &limits) const;

Q_SIGNALS:
    void edited();

private:
    QString problemOf(int row) const;

    QStringList m_texts;
};

} // namespace ajar::ui
