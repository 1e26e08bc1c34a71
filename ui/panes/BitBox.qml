// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Ajar

// A header field as wide as its bits.
Rectangle {
    id: root

    required property string name
    required property int bits
    required property string raw
    required property real unit

    width: Math.floor(unit * Math.min(bits, 16))
    height: 44
    visible: bits > 0
    color: raw === "1" && bits === 1 ? Theme.selection : "transparent"
    border.color: Theme.muted
    border.width: Theme.line
    Accessible.ignored: true

    PlainText {
        anchors { horizontalCenter: parent.horizontalCenter; top: parent.top; topMargin: 3 }
        width: Math.min(implicitWidth, parent.width - 2)
        content: root.bits === 1 ? root.name.charAt(0) + root.name.replace(/[^0-9]/g, "") : root.name
        color: Theme.muted
        font.pixelSize: Theme.smallSize - 1
        Accessible.ignored: true
    }
    PlainText {
        anchors { horizontalCenter: parent.horizontalCenter; bottom: parent.bottom; bottomMargin: Theme.smallGap }
        width: Math.min(implicitWidth, parent.width - 2)
        content: root.raw
        font.family: Theme.mono
        font.pixelSize: Theme.monoSize
        Accessible.ignored: true
    }
}
