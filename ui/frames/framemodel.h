// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/frames/rowcache.h"
#include "ui/sessions/connection.h"

#include <QAbstractListModel>
#include <QPointer>

namespace ajar::ui
{

/// The rows of the frame table that can be seen: a window of fixed height over all records of a
/// connection. Scrolling moves the window, not the view, so ten million rows cost what thirty do.
class FrameModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(ajar::ui::Connection *connection READ connection WRITE setConnection NOTIFY
                   connectionChanged)
    Q_PROPERTY(int visibleRows READ visibleRows WRITE setVisibleRows NOTIFY moved)
    Q_PROPERTY(double total READ total NOTIFY moved) ///< records in the connection
    Q_PROPERTY(double firstRow READ firstRow WRITE scrollTo NOTIFY moved) ///< 0 is the first record
    Q_PROPERTY(bool following READ isFollowing NOTIFY moved)
    Q_PROPERTY(double newRows READ newRows NOTIFY moved) ///< come since following ended
    Q_PROPERTY(double currentSeq READ currentSeq NOTIFY currentChanged) ///< 0: none
    Q_PROPERTY(double currentTime READ currentTime NOTIFY currentChanged)

public:
    enum Role {
        SeqRole = Qt::UserRole,
        ThinRole,
        KeyRole,
        NumberRole,
        TimeRole,
        DeltaRole,
        SentRole,
        TypeRole,
        LengthRole,
        BitsRole,
        SummaryRole,
        HeldRole,
        WaitingRole,
        ResolutionRole,
        FindingRole,
    };

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    Connection *connection() const { return m_connection; }
    void setConnection(Connection *connection);
    int visibleRows() const { return m_visible; }
    void setVisibleRows(int rows);
    double total() const { return static_cast<double>(m_total); }
    double firstRow() const { return static_cast<double>(m_first); }
    bool isFollowing() const { return m_following; }
    double newRows() const;
    double currentSeq() const { return static_cast<double>(m_current); }
    double currentTime() const;

    Q_INVOKABLE void scrollTo(double row);
    Q_INVOKABLE void scrollBy(double rows);
    Q_INVOKABLE void follow();
    Q_INVOKABLE void select(double seq);
    Q_INVOKABLE void moveCurrent(double rows);
    Q_INVOKABLE void selectFirst() { select(1); }
    Q_INVOKABLE void selectLast();
    Q_INVOKABLE void showTime(double nanoseconds); ///< scrolls to that time and selects
    Q_INVOKABLE void showFrame(double number);

Q_SIGNALS:
    void connectionChanged();
    void moved();
    void currentChanged();

private:
    void takeGrowth();
    void moveTo(quint64 first);
    void pauseFollowing();
    void showWindow();
    quint64 lastFirst() const; ///< the window's place at the very end
    QVariant frameData(const session::Row &row, int role) const;
    QVariant thinData(const session::Row &row, int role) const;
    QString resolution(const session::Row &row) const;
    const session::Row *row(quint64 seq) const;

    QPointer<Connection> m_connection;
    mutable RowCache m_cache;
    mutable QHash<quint64, QString> m_resolved;
    int m_visible = 0;
    int m_shown = 0; ///< rows of the model now
    quint64 m_total = 0;
    quint64 m_first = 0;
    quint64 m_seen = 0; ///< total when following ended
    quint64 m_current = 0;
    bool m_following = true;
};

} // namespace ajar::ui
