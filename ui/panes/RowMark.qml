// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Ajar

// What a mark looks like on a row: a bar at its left in its colour, and a sign for its note.
Item {
    id: root

    required property int colour // -1: no mark
    required property string note

    Rectangle {
        width: Theme.smallGap
        height: parent.height - Theme.line
        visible: root.colour >= 0
        color: Theme.markColor(root.colour)
    }
    PlainText {
        id: sign

        x: Theme.smallGap + 1
        height: parent.height
        visible: root.note.length > 0
        content: "✎"
        color: Theme.text
        font.pixelSize: Theme.smallSize
        Accessible.name: qsTr("Note: %1").arg(root.note.slice(0, 500))

        HoverHandler { id: hover }
        PlainToolTip {
            content: root.note.slice(0, 2000)
            visible: hover.hovered && root.note.length > 0
        }
    }
}
