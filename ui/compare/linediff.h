// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

#include <vector>

namespace ajar::ui
{

/// What two lists of lines have opposite each other. -1: there is nothing on that side.
struct LinePair {
    qsizetype left = -1;
    qsizetype right = -1;
    bool same = false;
};

/// The shortest way from one list to the other (Myers 1986), as long as it is not longer than some
/// hundred steps; what is further apart is put side by side in its order. What was replaced stands
/// opposite what came in its place.
std::vector<LinePair> diffLines(const QList<QByteArray> &left, const QList<QByteArray> &right);

} // namespace ajar::ui
