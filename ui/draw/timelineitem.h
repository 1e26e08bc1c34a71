// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/draw/timescale.h"

#include <QColor>
#include <QPointer>
#include <QQuickPaintedItem>
#include <QTimer>

namespace ajar::ui
{

/// The timeline: state band, lanes of sent and received frames, Close frames, the ends of TCP,
/// running timers, now. It paints at most ten times a second, thirty while a timer runs down.
class TimelineItem : public QQuickPaintedItem
{
    Q_OBJECT
    QML_NAMED_ELEMENT(Timeline)
    Q_PROPERTY(ajar::ui::Connection *connection READ connection WRITE setConnection NOTIFY changed)
    Q_PROPERTY(double currentTime MEMBER m_currentTime NOTIFY changed)
    /// A range of time that is of interest, in nanoseconds, and where it stands now.
    Q_PROPERTY(double rangeFrom MEMBER m_rangeFrom NOTIFY changed)
    Q_PROPERTY(double rangeTo MEMBER m_rangeTo NOTIFY changed)
    Q_PROPERTY(double rangeLeft READ rangeLeft NOTIFY scaled)
    Q_PROPERTY(double rangeRight READ rangeRight NOTIFY scaled)
    Q_PROPERTY(double fontSize MEMBER m_fontSize NOTIFY changed)
    Q_PROPERTY(QVariantMap stateColors MEMBER m_stateColors NOTIFY changed)
    Q_PROPERTY(QColor text MEMBER m_text NOTIFY changed)
    Q_PROPERTY(QColor muted MEMBER m_muted NOTIFY changed)
    Q_PROPERTY(QColor line MEMBER m_line NOTIFY changed)
    Q_PROPERTY(QColor ground MEMBER m_ground NOTIFY changed)
    Q_PROPERTY(QColor bandInk MEMBER m_bandInk NOTIFY changed)
    Q_PROPERTY(QColor sent MEMBER m_sent NOTIFY changed)
    Q_PROPERTY(QColor received MEMBER m_received NOTIFY changed)
    Q_PROPERTY(QString description READ description NOTIFY described)

public:
    explicit TimelineItem(QQuickItem *parent = nullptr);
    void paint(QPainter *painter) override;

    Connection *connection() const { return m_connection; }
    void setConnection(Connection *connection);
    QString description() const; ///< the same in words, for screen readers

    double rangeLeft() const { return placeOf(m_rangeFrom); }
    double rangeRight() const { return placeOf(m_rangeTo); }
    Q_INVOKABLE double timeAt(double x) const; ///< nanoseconds, below 0 without a connection

Q_SIGNALS:
    void changed();
    void described();
    void scaled(); ///< moments may stand elsewhere

private:
    void geometryChange(const QRectF &now, const QRectF &before) override;
    void refresh();
    double placeOf(double nanoseconds) const;
    TimeScale scale() const;
    QColor stateColor(closing::LinkState state) const;
    void paintBand(QPainter &painter, const TimeScale &scale) const;
    void paintLanes(QPainter &painter, const TimeScale &scale) const;
    void paintTicks(QPainter &painter, const TimeScale &scale) const;
    void paintDensity(QPainter &painter, const TimeScale &scale) const;
    void paintCloses(QPainter &painter, const TimeScale &scale) const;
    void paintTcp(QPainter &painter, const TimeScale &scale) const;
    void paintTimers(QPainter &painter, const TimeScale &scale) const;
    void paintTimer(QPainter &painter, const QRectF &track, const TimerSpan &timer) const;
    void paintLabel(QPainter &painter, const QRectF &box, const QString &text, const QColor &color,
                    Qt::Alignment alignment = Qt::AlignLeft) const;

    QPointer<Connection> m_connection;
    QVector<session::Rate> m_rates;
    closing::Time m_slice = 0;
    QTimer m_timer;
    int m_turn = 0;
    double m_currentTime = -1;
    double m_rangeFrom = -1;
    double m_rangeTo = -1;
    double m_fontSize = 11;
    QVariantMap m_stateColors;
    QColor m_text, m_muted, m_line, m_ground, m_bandInk, m_sent, m_received;
};

} // namespace ajar::ui
