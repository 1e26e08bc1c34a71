// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "library/summary.h"

#include <QAbstractListModel>
#include <QHash>
#include <QSet>
#include <QtQml/qqmlregistration.h>

namespace ajar::ui
{

/// The sessions of a folder as rows: searched, sorted, some of them selected. Selected stays what
/// the search hides. It reads no files.
class SessionList : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Library has it")
    Q_PROPERTY(QString search READ search WRITE setSearch NOTIFY arranged)
    Q_PROPERTY(Order order READ order NOTIFY arranged)
    Q_PROPERTY(bool descending READ isDescending NOTIFY arranged)
    Q_PROPERTY(int shown READ shown NOTIFY arranged)
    Q_PROPERTY(int all READ all NOTIFY arranged)
    Q_PROPERTY(int selectedCount READ selectedCount NOTIFY selectionChanged)

public:
    enum Role {
        PathRole = Qt::UserRole,
        TitleRole,
        ContentRole,
        WhenRole,
        DurationRole,
        FramesRole,
        SizeRole,
        ConnectionsRole,
        EndingRole,
        EndingKeyRole,
        SelectedRole
    };
    enum Order { ByTime, ByName, BySize, ByFrames };
    Q_ENUM(Order)

    /// At most so many rows are shown.
    explicit SessionList(QObject *parent, int most = 100000)
        : QAbstractListModel(parent)
        , m_most(most)
    {
    }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    /// New or changed sessions.
    void take(const QList<library::Summary> &summaries);
    /// Those of other paths are gone.
    void keepOnly(const QSet<QString> &paths);

    QList<library::Summary> summaries() const { return m_summaries.values(); }
    QList<library::Summary> selected() const;

    QString search() const { return m_search; }
    void setSearch(const QString &search);
    Order order() const { return m_order; }
    bool isDescending() const { return m_descending; }
    int shown() const { return static_cast<int>(m_rows.size()); }
    int all() const { return static_cast<int>(m_summaries.size()); }
    int selectedCount() const { return static_cast<int>(m_selected.size()); }

    /// By this order; the same once more turns it round.
    Q_INVOKABLE void orderBy(Order order);
    Q_INVOKABLE QString pathAt(int row) const { return m_rows.value(row); }
    Q_INVOKABLE QString titleAt(int row) const;
    Q_INVOKABLE int rowOf(const QString &path) const { return int(m_rows.indexOf(path)); }
    Q_INVOKABLE void selectOnly(int row);
    Q_INVOKABLE void toggle(int row);
    Q_INVOKABLE void selectTo(int row); ///< from the one chosen last
    Q_INVOKABLE void selectAll();       ///< those shown
    void select(const QStringList &paths);

Q_SIGNALS:
    void arranged();
    void selectionChanged();

private:
    bool before(const QString &a, const QString &b) const;
    QStringList wantedRows() const;
    void arrange();
    bool change(const QStringList &wanted);
    void setSelected(QSet<QString> selected);

    int m_most;
    QHash<QString, library::Summary> m_summaries;
    QStringList m_rows; ///< paths in the order shown
    QSet<QString> m_selected;
    QString m_anchor; ///< the one chosen last
    QString m_search;
    Order m_order = ByTime;
    bool m_descending = true;
};

} // namespace ajar::ui
