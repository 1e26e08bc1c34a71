// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Ajar

// What passed, or what happened at one end, in a list that has both ends.
Rectangle {
    id: root

    required property int index
    required property string time
    required property string numberA
    required property string numberB
    required property string arrow
    required property string type
    required property string length
    required property string fate
    required property string way
    required property string summary
    required property string key
    property bool current: false
    readonly property bool odd: fate === "lost" || fate === "changed" || fate === "made" || fate === "one-end"

    signal chosen()
    signal opened()

    component Cell: PlainText {
        height: root.height
        font.family: Theme.mono
        font.pixelSize: Theme.monoSize
        Accessible.ignored: true
    }

    height: Theme.rowHeight
    color: current ? Theme.selection : odd ? Theme.findingGround : "transparent"
    Accessible.role: Accessible.ListItem
    Accessible.name: qsTr("%1 %2 %3 %4 %5 %6").arg(time).arg(numberA).arg(numberB).arg(type).arg(way).arg(summary)

    Cell { x: Theme.gap; width: 110; content: root.time; color: Theme.muted; horizontalAlignment: Text.AlignRight }
    Cell { x: 130; width: 76; content: root.numberA; horizontalAlignment: Text.AlignRight }
    Cell { x: 216; width: 20; content: root.arrow; color: root.arrow === "→" ? Theme.sent : Theme.received }
    Cell { x: 240; width: 76; content: root.numberB }
    Cell { x: 320; width: 76; content: root.type; color: root.type.length > 0 ? (Theme.typeColors[root.key] ?? Theme.text) : Theme.text }
    Cell { x: 396; width: 76; content: root.length; horizontalAlignment: Text.AlignRight }
    Cell { x: 484; width: 110; content: root.way; color: root.odd ? Theme.danger : Theme.muted }
    Cell {
        x: 600
        width: root.width - x - Theme.gap
        content: root.summary
        color: root.type.length > 0 ? Theme.text : root.key.length > 0 ? Theme.stateText(root.key) : Theme.muted
    }
    TapHandler {
        onTapped: root.chosen()
        onDoubleTapped: root.opened()
    }
}
