// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/reader.h"

#include <QStringList>

#include <optional>

namespace ajar::ui
{

/// A column of the frame table.
enum class Cell : quint8 {
    Number,
    Time,
    Delta,
    Direction,
    Type,
    Length,
    Inflated,
    Bits,
    Summary,
};
constexpr int cellCount = static_cast<int>(Cell::Summary) + 1;

std::optional<Cell> cellNamed(const QString &name); ///< "number", "time", … as in FrameColumns

/// A row and what it takes to ask for what is in its cells.
struct CellSource {
    const session::Row &row;
    QByteArray content;                  ///< the beginning of what a frame carries, inflated
    bool whole = false;                  ///< that is all of it
    std::optional<closing::Time> before; ///< when the frame before came
};

/// Filters that the value of a cell passes, the likeliest first; none for a cell without one.
QStringList cellFilters(const CellSource &source, Cell cell);

} // namespace ajar::ui
