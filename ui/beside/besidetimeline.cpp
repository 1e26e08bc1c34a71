// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/beside/besidetimeline.h"

#include "ui/text/figures.h"
#include "ui/text/words.h"

#include <QPainter>

#include <algorithm>
#include <cmath>

namespace ajar::ui
{

namespace
{

constexpr double labels = 28;  ///< room for the names of the ends
constexpr double margin = 10;  ///< on the right
constexpr double band = 22;    ///< height of the states
constexpr double least = 1000; ///< nanoseconds that are shown at the least
constexpr double mark = 4;

void paintDiamond(QPainter &painter, QPointF at, const QColor &color)
{
    const double half = 5;
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawPolygon(QPolygonF{{at.x() - half, at.y()},
                                  {at.x(), at.y() - half},
                                  {at.x() + half, at.y()},
                                  {at.x(), at.y() + half}});
    painter.setBrush(Qt::NoBrush);
}

} // namespace

BesideTimeline::BesideTimeline(QQuickItem *parent)
    : QQuickPaintedItem(parent)
{
    setAntialiasing(true);
    connect(this, &BesideTimeline::changed, this, [this] { update(); });
}

void BesideTimeline::setView(BesideView *view)
{
    if (m_view == view)
        return;
    if (m_view)
        m_view->disconnect(this);
    m_view = view;
    if (view) {
        connect(view, &BesideView::changed, this, &BesideTimeline::take);
        take();
    }
    Q_EMIT changed();
}

void BesideTimeline::take()
{
    if (m_ends == m_view->ends())
        return;
    m_ends = m_view->ends();
    m_statesA.clear();
    m_statesB.clear();
    if (m_ends) {
        const auto isState = [](const beside::Moment &moment) { return moment.state.has_value(); };
        std::ranges::copy_if(m_ends->laid.a.moments, std::back_inserter(m_statesA), isState);
        std::ranges::copy_if(m_ends->laid.b.moments, std::back_inserter(m_statesB), isState);
    }
    if (m_ends && !m_ends->laid.rows.empty()) {
        m_begin = static_cast<double>(m_ends->laid.rows.front().t);
        m_end = std::max(static_cast<double>(m_ends->laid.rows.back().t), m_begin + least);
    }
    showAll();
}

double BesideTimeline::at(closing::Time t) const
{
    const double part = (static_cast<double>(t) - m_from) / (m_to - m_from);
    return labels + part * (width() - labels - margin);
}

double BesideTimeline::timeAt(double x) const
{
    return m_from + (x - labels) / std::max(1.0, width() - labels - margin) * (m_to - m_from);
}

void BesideTimeline::show(double from, double to)
{
    const double span = std::clamp(to - from, least, m_end - m_begin);
    m_from = std::clamp(from, m_begin, m_end - span);
    m_to = m_from + span;
    update();
}

void BesideTimeline::zoom(double factor, double x)
{
    const double there = timeAt(x);
    show(there - (there - m_from) / factor, there + (m_to - there) / factor);
}

void BesideTimeline::pan(double pixels)
{
    const double by = pixels / std::max(1.0, width() - labels - margin) * (m_to - m_from);
    show(m_from + by, m_to + by);
}

void BesideTimeline::showAll()
{
    m_from = m_begin;
    m_to = m_end;
    update();
}

void BesideTimeline::showRow(int row)
{
    if (!m_ends || row < 0 || static_cast<std::size_t>(row) >= m_ends->laid.rows.size())
        return;
    const auto t = static_cast<double>(m_ends->laid.rows[static_cast<std::size_t>(row)].t);
    const double half = (m_to - m_from) / 2;
    if (t < m_from || t > m_to)
        show(t - half, t + half);
}

/// The edge of an end's band that faces the other one.
double BesideTimeline::top(bool isA) const
{
    return isA ? margin + band : height() - margin - band;
}

void BesideTimeline::paint(QPainter *painter)
{
    painter->setRenderHint(QPainter::Antialiasing);
    QFont font = painter->font();
    font.setPixelSize(static_cast<int>(m_fontSize));
    painter->setFont(font);
    if (!m_ends)
        return;
    painter->save();
    painter->setClipRect(QRectF(labels, 0, width() - labels, height()));
    paintRows(*painter);
    painter->restore();
    for (const bool isA : {true, false})
        paintEnd(*painter, isA);
}

void BesideTimeline::paintEnd(QPainter &painter, bool isA) const
{
    const double y = isA ? margin : height() - margin - band;
    painter.setPen(m_muted);
    painter.drawText(QRectF(margin, y, labels - margin, band), Qt::AlignVCenter,
                     isA ? QStringLiteral("A") : QStringLiteral("B"));
    const beside::Seen &seen = isA ? m_ends->laid.a : m_ends->laid.b;
    const closing::Time shift = isA ? 0 : m_ends->laid.shift;
    const std::vector<beside::Moment> &states = isA ? m_statesA : m_statesB;
    for (std::size_t i = 0; i < states.size(); ++i) {
        const closing::Time end = i + 1 < states.size() ? states[i + 1].t : seen.lastT;
        const double left = std::max(at(states[i].t + shift), labels);
        const double right = std::min(at(end + shift), width() - margin);
        if (right < labels || left > width() - margin)
            continue;
        const QRectF box(left, y, std::max(right - left - 1, 2.0), band);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_stateColors.value(stateKey(*states[i].state)).value<QColor>());
        painter.drawRoundedRect(box, 3, 3);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(m_bandInk);
        const QString words = painter.fontMetrics().elidedText(
            tr("%1 · %2").arg(stateWords(*states[i].state), durationText(end - states[i].t)),
            Qt::ElideRight, static_cast<int>(box.width()) - 8);
        if (words.size() > 2)
            painter.drawText(box.adjusted(4, 0, -4, 0), Qt::AlignVCenter | Qt::TextSingleLine,
                             words);
    }
}

void BesideTimeline::paintRows(QPainter &painter) const
{
    const auto &rows = m_ends->laid.rows;
    for (const bool isA : {true, false}) {
        painter.setPen(m_line);
        painter.drawLine(QPointF(labels, top(isA)), QPointF(width() - margin, top(isA)));
    }
    // What set out earlier may arrive in what is shown.
    const closing::Time longest =
        std::max(m_ends->laid.passages[0].most, m_ends->laid.passages[1].most);
    const auto from = std::ranges::lower_bound(rows, static_cast<closing::Time>(m_from) - longest,
                                               {}, &beside::Row::t);
    std::array<double, 6 * 2 * 2> lastX; // of what looks alike: a pixel needs one line
    lastX.fill(-1);
    for (auto row = from; row != rows.end() && static_cast<double>(row->t) <= m_to; ++row) {
        if (!row->isPiece())
            continue;
        const bool isClose = m_ends->laid.pieceOf(*row, row->hasA()).opcode == wire::Opcode::Close;
        const std::size_t look = (static_cast<std::size_t>(row->kind) * 2 + row->outside) * 2 +
                                 static_cast<std::size_t>(row->flow);
        const double x = at(row->t);
        if (!isClose && x - lastX[look] < 0.7)
            continue;
        if (!isClose)
            lastX[look] = x;
        paintPiece(painter, *row, false);
    }
    if (m_currentRow >= 0 && static_cast<std::size_t>(m_currentRow) < rows.size()) {
        const beside::Row &row = rows[static_cast<std::size_t>(m_currentRow)];
        if (row.isPiece())
            paintPiece(painter, row, true);
        painter.setPen(QPen(m_muted, 1, Qt::DotLine));
        painter.drawLine(QPointF(at(row.t), 0), QPointF(at(row.t), height()));
    }
}

void BesideTimeline::paintPiece(QPainter &painter, const beside::Row &row, bool current) const
{
    const beside::Laid &laid = m_ends->laid;
    const bool isClose = laid.pieceOf(row, row.hasA()).opcode == wire::Opcode::Close;
    const QColor flow = row.flow == beside::Flow::ToServer ? m_toServer : m_toClient;
    const bool whole = row.hasA() && row.hasB();
    const bool changed = row.kind == beside::Row::Kind::Changed;
    const QColor color = changed ? m_lost : isClose ? m_close : whole ? flow : m_lost;
    QPointF atA(whole || row.hasA() ? at(laid.pieceOf(row, true).t) : 0, top(true));
    QPointF atB(whole || row.hasB() ? at(laid.pieceOf(row, false).t + laid.shift) : 0, top(false));
    const double half = (top(true) + top(false)) / 2;
    const double lean = 6;
    // Only one end has it: it comes to nothing, or comes from nothing, half-way.
    if (!row.hasA())
        atA = {atB.x() + (laid.setsOutAtA(row.flow) ? -lean : lean), half};
    if (!row.hasB())
        atB = {atA.x() + (laid.setsOutAtA(row.flow) ? lean : -lean), half};
    painter.setPen(QPen(color,
                        current             ? 3
                        : isClose || !whole ? 1.6
                                            : 1,
                        row.outside ? Qt::DotLine : Qt::SolidLine));
    painter.drawLine(atA, atB);
    if (!whole && !row.outside) {
        const QPointF end = row.hasA() ? atB : atA;
        painter.setPen(QPen(m_lost, 1.6));
        painter.drawLine(end + QPointF(-mark, -mark), end + QPointF(mark, mark));
        painter.drawLine(end + QPointF(-mark, mark), end + QPointF(mark, -mark));
    }
    if (isClose) {
        if (row.hasA())
            paintDiamond(painter, atA, m_close);
        if (row.hasB())
            paintDiamond(painter, atB, m_close);
    }
}

} // namespace ajar::ui
