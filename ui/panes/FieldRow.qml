// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Ajar

// A header field with its width, value and meaning.
Item {
    id: root

    required property string name
    required property int bits
    required property string raw
    required property string meaning

    height: Theme.rowHeight + 2
    Accessible.role: Accessible.StaticText
    Accessible.name: qsTr("%1: %2, %3").arg(name).arg(raw).arg(meaning)

    PlainText {
        id: label

        width: parent.width * 0.4
        anchors.verticalCenter: parent.verticalCenter
        content: root.bits > 1 ? qsTr("%1 (%2)").arg(root.name).arg(root.bits) : root.name
        color: Theme.muted
        font.pixelSize: Theme.monoSize
        Accessible.ignored: true
    }
    PlainText {
        id: value

        anchors { left: label.right; verticalCenter: parent.verticalCenter }
        width: Math.min(implicitWidth, parent.width * 0.38)
        content: root.raw
        font.family: Theme.mono
        font.pixelSize: Theme.monoSize
        Accessible.ignored: true
    }
    PlainText {
        anchors { left: value.right; leftMargin: Theme.gap; right: parent.right; verticalCenter: parent.verticalCenter }
        content: root.meaning
        color: Theme.muted
        font.pixelSize: Theme.smallSize
        horizontalAlignment: Text.AlignRight
        Accessible.ignored: true
    }
    Rectangle {
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        height: Theme.line
        color: Theme.border
    }
}
