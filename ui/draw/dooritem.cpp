// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/draw/dooritem.h"

#include <QPainter>
#include <QPainterPath>

namespace ajar::ui
{

namespace
{

/// A leaf swung inwards from the left or right post, drawn in perspective.
QPainterPath leaf(const QRectF &frame, bool fromRight, double depth)
{
    const double hinge = fromRight ? frame.right() : frame.left();
    const double edge = hinge + (fromRight ? -1 : 1) * frame.width() * depth;
    const double drop = frame.height() * 0.14;
    QPainterPath path;
    path.moveTo(hinge, frame.top());
    path.lineTo(edge, frame.top() + drop);
    path.lineTo(edge, frame.bottom());
    path.lineTo(hinge, frame.bottom());
    path.closeSubpath();
    return path;
}

} // namespace

DoorItem::DoorItem(QQuickItem *parent)
    : QQuickPaintedItem(parent)
{
    setAntialiasing(true);
    connect(this, &DoorItem::changed, this, [this] { update(); });
}

void DoorItem::paint(QPainter *painter)
{
    constexpr double line = 1.8;
    const double height = boundingRect().height() - line - 1;
    const double width = qMin(height * 0.74, boundingRect().width() - line - 1);
    QRectF frame(0, 0, width, height);
    frame.moveCenter(boundingRect().center());
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(m_color, line, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
    painter->setBrush(m_ground);
    if (m_state == QLatin1String("connecting"))
        painter->setPen(QPen(m_color, line, Qt::DotLine));
    if (m_state == QLatin1String("closed"))
        painter->setBrush(m_color);
    painter->drawRect(frame);
    painter->setBrush(m_color);
    if (m_state == QLatin1String("half-closed-remote")) {
        painter->fillPath(leaf(frame, true, 0.62), m_color);
    } else if (m_state == QLatin1String("half-closed-local")) {
        painter->fillPath(leaf(frame, false, 0.62), m_color);
    } else if (m_state == QLatin1String("close-exchanged")) {
        painter->fillPath(leaf(frame, true, 0.38), m_color);
        painter->fillPath(leaf(frame, false, 0.38), m_color);
    } else if (m_state == QLatin1String("aborted")) {
        painter->drawLine(frame.topLeft(), frame.bottomRight());
        painter->drawLine(frame.topRight(), frame.bottomLeft());
    } else if (m_state == QLatin1String("refused")) {
        const QRectF bar(frame.left() + frame.width() * 0.2, frame.center().y() - line * 0.8,
                         frame.width() * 0.6, line * 1.6);
        painter->fillRect(bar, m_color);
    } else if (m_state == QLatin1String("closed")) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(m_ground);
        painter->drawEllipse(QPointF(frame.right() - frame.width() * 0.26, frame.center().y()),
                             line * 0.8, line * 0.8);
    }
}

} // namespace ajar::ui
