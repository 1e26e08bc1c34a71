// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QQuickPaintedItem>

namespace ajar::ui
{

/// A connection's state as a door: its shape tells the state without colour.
class DoorItem : public QQuickPaintedItem
{
    Q_OBJECT
    QML_NAMED_ELEMENT(Door)
    Q_PROPERTY(QString state MEMBER m_state NOTIFY changed) // "half-closed-remote"
    Q_PROPERTY(QColor color MEMBER m_color NOTIFY changed)
    Q_PROPERTY(QColor ground MEMBER m_ground NOTIFY changed)

public:
    explicit DoorItem(QQuickItem *parent = nullptr);
    void paint(QPainter *painter) override;

Q_SIGNALS:
    void changed();

private:
    QString m_state;
    QColor m_color;
    QColor m_ground;
};

} // namespace ajar::ui
