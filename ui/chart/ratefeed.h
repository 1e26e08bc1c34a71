// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/sessions/connection.h"

#include <QPointF>
#include <QPointer>
#include <QTimer>
#include <QtCharts/QAbstractSeries>

namespace ajar::ui
{

/// Frames or bytes a second of one connection, as points for two lines: the last `window` seconds,
/// or all of a connection that has ended. At most five times a second.
class RateFeed : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(ajar::ui::Connection *connection READ connection WRITE setConnection NOTIFY changed)
    Q_PROPERTY(int window MEMBER m_window NOTIFY changed) ///< seconds
    Q_PROPERTY(bool bytes MEMBER m_bytes NOTIFY changed)
    Q_PROPERTY(bool running MEMBER m_running NOTIFY changed)
    Q_PROPERTY(double from READ from NOTIFY fed)
    Q_PROPERTY(double to READ to NOTIFY fed)
    Q_PROPERTY(double most READ most NOTIFY fed) ///< the top of the scale, a round number
    Q_PROPERTY(QString mostText READ mostText NOTIFY fed)

public:
    explicit RateFeed(QObject *parent = nullptr);

    Connection *connection() const { return m_connection; }
    void setConnection(Connection *connection);
    double from() const { return m_from; }
    double to() const { return m_to; }
    double most() const { return m_most; }
    QString mostText() const;

    /// Puts the points into two lines of a chart (QXYSeries) in one go.
    Q_INVOKABLE void fill(QAbstractSeries *sent, QAbstractSeries *received) const;

Q_SIGNALS:
    void changed();
    void fed();

private:
    void update();
    void addPoint(const session::Rate &rate, double slice);

    QPointer<Connection> m_connection;
    int m_window = 30;
    bool m_bytes = false;
    bool m_running = true;
    double m_from = 0;
    double m_to = 1;
    double m_most = 10;
    QList<QPointF> m_sent;
    QList<QPointF> m_received;
    QTimer m_timer;
    quint64 m_seenSeq = 0;
};

} // namespace ajar::ui
