// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/compare/comparison.h"
#include "ui/frames/measure.h"

#include <QAbstractListModel>

namespace ajar::ui
{

/// The selected row and the second one side by side, as a list; made on another thread. UI thread.
class Compare : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(ajar::ui::Measure *measure MEMBER m_measure NOTIFY changed)
    Q_PROPERTY(QString leftTitle READ leftTitle NOTIFY changed)
    Q_PROPERTY(QString rightTitle READ rightTitle NOTIFY changed)
    Q_PROPERTY(QString summary READ summary NOTIFY changed)
    Q_PROPERTY(bool running READ isRunning NOTIFY changed)

public:
    enum Role { LabelRole = Qt::UserRole, LeftRole, RightRole, DiffersRole, HeadingRole };

    explicit Compare(QObject *parent = nullptr);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    QString leftTitle() const { return m_leftTitle; }
    QString rightTitle() const { return m_rightTitle; }
    QString summary() const;
    bool isRunning() const { return m_running; }

    Q_INVOKABLE bool begin(); ///< false: there are no two rows
    Q_INVOKABLE void end();
    /// The next row that differs behind `from`, around the end; -1: there is none.
    Q_INVOKABLE int nextDifference(int from) const;

Q_SIGNALS:
    void changed();

private:
    void take(std::vector<ComparedRow> rows);

    Measure *m_measure = nullptr;
    LatestJob m_job;
    std::vector<ComparedRow> m_rows;
    QString m_leftTitle;
    QString m_rightTitle;
    bool m_running = false;
};

} // namespace ajar::ui
