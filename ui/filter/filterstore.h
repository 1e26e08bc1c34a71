// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <QStringList>
#include <QtQml/qqmlregistration.h>

namespace ajar::ui
{

/// The filters that are kept: those with names, which are its rows, and the last ones that were
/// used. They stand in filters.json of a folder; several windows may change it, the last one wins.
class FilterStore : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QString folder READ folder WRITE setFolder NOTIFY changed) ///< empty: nowhere
    Q_PROPERTY(int count READ count NOTIFY changed)
    Q_PROPERTY(QStringList history READ history NOTIFY changed) ///< the last one first
    Q_PROPERTY(QString problem READ problem NOTIFY changed)     ///< why they were not kept

public:
    enum Role { NameRole = Qt::UserRole, ExpressionRole };
    static constexpr qsizetype historyAtMost = 50;
    static constexpr qsizetype savedAtMost = 500;
    static constexpr qsizetype longestName = 80;

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    QString folder() const { return m_folder; }
    void setFolder(const QString &folder);
    int count() const { return static_cast<int>(m_saved.size()); }
    QStringList history() const { return m_history; }
    QString problem() const { return m_problem; }

    void remember(const QString &expression);
    /// Under a name that is taken it replaces what was there.
    Q_INVOKABLE bool save(const QString &name, const QString &expression);
    Q_INVOKABLE void remove(const QString &name);
    Q_INVOKABLE void clearHistory();

Q_SIGNALS:
    void changed();

private:
    struct Saved {
        QString name;
        QString expression;
    };
    QString path() const;
    void load();
    void write();
    qsizetype placeOf(const QString &name) const;

    QString m_folder;
    QList<Saved> m_saved; ///< by name
    QStringList m_history;
    QString m_problem;
};

} // namespace ajar::ui
