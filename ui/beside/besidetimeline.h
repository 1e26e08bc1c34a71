// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/beside/besideview.h"

#include <QColor>
#include <QPointer>
#include <QQuickPaintedItem>

namespace ajar::ui
{

/// Both ends of a connection on one timeline: A above, B below, each with its states, and between
/// them what passed, slanting with the time it took. What was lost ends half-way.
class BesideTimeline : public QQuickPaintedItem
{
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(ajar::ui::BesideView *view READ view WRITE setView NOTIFY changed)
    Q_PROPERTY(int currentRow MEMBER m_currentRow NOTIFY changed)
    Q_PROPERTY(double fontSize MEMBER m_fontSize NOTIFY changed)
    Q_PROPERTY(QVariantMap stateColors MEMBER m_stateColors NOTIFY changed)
    Q_PROPERTY(QColor muted MEMBER m_muted NOTIFY changed)
    Q_PROPERTY(QColor line MEMBER m_line NOTIFY changed)
    Q_PROPERTY(QColor bandInk MEMBER m_bandInk NOTIFY changed)
    Q_PROPERTY(QColor toServer MEMBER m_toServer NOTIFY changed)
    Q_PROPERTY(QColor toClient MEMBER m_toClient NOTIFY changed)
    Q_PROPERTY(QColor lost MEMBER m_lost NOTIFY changed)
    Q_PROPERTY(QColor close MEMBER m_close NOTIFY changed)

public:
    explicit BesideTimeline(QQuickItem *parent = nullptr);
    void paint(QPainter *painter) override;

    BesideView *view() const { return m_view; }
    void setView(BesideView *view);

    /// Nanoseconds of A's session.
    Q_INVOKABLE double timeAt(double x) const;
    /// Shows less (factor > 1) or more around a place, or moves what is shown.
    Q_INVOKABLE void zoom(double factor, double x);
    Q_INVOKABLE void pan(double pixels);
    Q_INVOKABLE void showAll();
    /// Moves what is shown so that the row is in it.
    Q_INVOKABLE void showRow(int row);

Q_SIGNALS:
    void changed();

private:
    void show(double from, double to);
    double at(closing::Time t) const;
    double top(bool isA) const;
    void take();
    void paintEnd(QPainter &painter, bool isA) const;
    void paintRows(QPainter &painter) const;
    void paintPiece(QPainter &painter, const beside::Row &row, bool current) const;

    QPointer<BesideView> m_view;
    std::shared_ptr<const LaidEnds> m_ends;
    std::vector<beside::Moment> m_statesA, m_statesB; ///< when each end came into a state
    double m_begin = 0, m_end = 1;                    ///< of all, nanoseconds
    double m_from = 0, m_to = 1;                      ///< what is shown
    int m_currentRow = -1;
    double m_fontSize = 11;
    QVariantMap m_stateColors;
    QColor m_muted, m_line, m_bandInk, m_toServer, m_toClient, m_lost, m_close;
};

} // namespace ajar::ui
