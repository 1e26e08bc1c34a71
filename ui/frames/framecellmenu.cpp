// SPDX-License-Identifier: GPL-3.0-or-later
// What the menu of a cell offers: filters for its value, and its text to copy.
#include "ui/frames/cellfilters.h"
#include "ui/frames/framemodel.h"

#include <QClipboard>
#include <QGuiApplication>

#include <array>

namespace ajar::ui
{

namespace
{

/// The role that has a cell's text; the first ones are numbers and words of their own.
constexpr std::array cellRoles{
    FrameModel::NumberRole,   FrameModel::TimeRole, FrameModel::DeltaRole,
    FrameModel::SentRole,     FrameModel::TypeRole, FrameModel::LengthRole,
    FrameModel::InflatedRole, FrameModel::BitsRole, FrameModel::SummaryRole};
static_assert(cellRoles.size() == cellCount);

} // namespace

QStringList FrameModel::cellFilters(double seq, const QString &cell) const
{
    constexpr quint64 rowsLookedAt = 100;
    const session::Row *there = row(static_cast<quint64>(seq));
    const auto wanted = cellNamed(cell);
    if (!there || (!wanted && !cell.isEmpty()))
        return {};
    const session::Row found = *there;
    CellSource source{.row = found, .content = found.payload, .whole = false, .before = {}};
    source.whole = static_cast<quint64>(found.payload.size()) >= found.payloadSize;
    if (const auto content = inflated(found)) {
        source.content = content->bytes;
        source.whole = content->fault == session::ContentFault::None &&
                       static_cast<quint64>(content->bytes.size()) >= content->size;
    }
    for (quint64 before = 1; before < found.seq && before <= rowsLookedAt; ++before) {
        const session::Row *frame = row(found.seq - before);
        if (frame && frame->isFrame()) {
            source.before = frame->t;
            break;
        }
    }
    if (wanted)
        return ui::cellFilters(source, *wanted);
    QStringList all;
    for (const Cell each : {Cell::Type, Cell::Direction, Cell::Summary, Cell::Length, Cell::Bits,
                            Cell::Time, Cell::Number})
        all += ui::cellFilters(source, each).mid(0, each == Cell::Summary ? -1 : 1);
    all.removeDuplicates();
    return all;
}

void FrameModel::copyCell(double seq, const QString &cell) const
{
    const quint64 place = positionOf(static_cast<quint64>(seq));
    const auto shown = static_cast<int>(place - m_first);
    if (place < m_first || shown >= m_shown)
        return;
    const auto textOf = [&](Cell which) {
        const QModelIndex at = index(shown);
        if (which == Cell::Direction)
            return at.data(ThinRole).toBool()   ? QString()
                   : at.data(SentRole).toBool() ? tr("sent")
                                                : tr("received");
        const QString text = at.data(cellRoles[static_cast<std::size_t>(which)]).toString();
        return which == Cell::Number && at.data(ThinRole).toBool() ? QString() : text;
    };
    QStringList texts;
    const auto wanted = cellNamed(cell);
    for (int i = 0; i < cellCount; ++i) {
        const QString text = textOf(static_cast<Cell>(i));
        if (wanted ? *wanted == static_cast<Cell>(i) : !text.isEmpty())
            texts += text;
    }
    QGuiApplication::clipboard()->setText(texts.join(u'\t'));
}

} // namespace ajar::ui
