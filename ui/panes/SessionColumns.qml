// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick

// The widths of the columns of a list of sessions; the first one gets what is left.
QtObject {
    property real total
    readonly property real when: 132
    readonly property real duration: 84
    readonly property real connections: 76
    readonly property real frames: 92
    readonly property real size: 84
    readonly property real ending: 138
    readonly property real title: Math.max(120, total - when - duration - connections - frames - size - ending)
}
