// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Ajar

// The widths of the frame table's columns; those that matter least give way first.
QtObject {
    id: root

    required property real tableWidth
    property bool compressed: false // some frames have two sizes
    property int digits: 1 // of the largest number
    readonly property bool roomy: tableWidth >= 660

    readonly property int number: Math.max(roomy ? 68 : 52, Math.ceil(digits * Theme.monoSize * 0.62) + 2 * Theme.gap)
    readonly property int time: 112
    readonly property int delta: tableWidth >= (compressed ? 690 : 620) ? 78 : 0
    readonly property int arrow: 30
    readonly property int type: roomy ? 70 : 58
    readonly property int length: roomy ? 74 : 56
    readonly property int inflated: compressed ? length : 0
    readonly property int bits: tableWidth >= (compressed ? 600 : 540) ? 48 : 0
    readonly property real summary: Math.max(0, tableWidth - number - time - delta - arrow - type - length - inflated - bits)

    // The column at a place; the words of a thin row take those behind the arrow.
    function nameAt(x: real, thin: bool): string {
        const widths = {number: number, time: time, delta: delta, direction: arrow, type: type, length: length, inflated: inflated, bits: bits}
        let edge = 0
        for (const name in widths) {
            edge += widths[name]
            if (x < edge)
                return thin && edge > number + time + delta ? "summary" : name
        }
        return "summary"
    }
}
