// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRectF>

/// Where the parts of the timeline stand, in pixels.
namespace ajar::ui::timeline
{

constexpr double labels = 86; ///< left edge of the time scale
constexpr double margin = 12;
constexpr double top = 8;

enum class Lane { State, Sent, Received, Timers };

/// The lane's middle: four lanes share the height.
inline double middle(Lane lane, double height)
{
    constexpr double parts[] = {0.14, 0.41, 0.635, 0.87};
    return top / 2 + (height - top) * parts[static_cast<int>(lane)];
}

/// Where the flags and diamonds of the lane above the timers end.
inline double lowestMark(double height)
{
    return middle(Lane::Received, height) + 13;
}

inline QRectF label(Lane lane, double height)
{
    return {margin, middle(lane, height) - 10, labels - margin - 4, 20};
}

} // namespace ajar::ui::timeline
