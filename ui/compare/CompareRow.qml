// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Ajar

// A field or a line of two records side by side, or the heading of some.
Rectangle {
    id: root

    required property string label
    required property string leftText
    required property string rightText
    required property bool differs
    required property bool heading
    property bool current: false
    readonly property real labelWidth: label.length > 0 ? 130 : 0
    readonly property real half: (width - labelWidth) / 2

    component Cell: PlainText {
        height: root.height
        leftPadding: Theme.gap
        rightPadding: Theme.gap
        font.family: Theme.mono
        font.pixelSize: Theme.monoSize
        Accessible.ignored: true
    }

    height: Theme.rowHeight
    color: current ? Theme.selection : heading ? Theme.panel : "transparent"
    Accessible.role: Accessible.ListItem
    Accessible.name: heading ? label : differs ? qsTr("%1 differs: %2 / %3").arg(label).arg(leftText).arg(rightText) : qsTr("%1 %2").arg(label).arg(leftText)

    PlainText {
        width: root.heading ? root.width : root.labelWidth
        height: root.height
        leftPadding: Theme.gap
        content: root.label
        color: root.heading ? Theme.text : Theme.muted
        font.bold: root.heading
        font.pixelSize: Theme.monoSize
        Accessible.ignored: true
    }
    Cell {
        x: root.labelWidth
        width: root.half
        visible: !root.heading
        content: root.leftText
    }
    Cell {
        x: root.labelWidth + root.half
        width: root.half
        visible: !root.heading
        content: root.rightText
    }
    Rectangle {
        x: root.labelWidth
        z: -1
        width: root.half - Theme.line
        height: root.height
        visible: root.differs && root.leftText.length > 0
        color: Theme.findingGround
    }
    Rectangle {
        x: root.labelWidth + root.half
        z: -1
        width: root.half
        height: root.height
        visible: root.differs && root.rightText.length > 0
        color: Qt.alpha(Theme.received, 0.18)
    }
    Rectangle {
        x: root.labelWidth + root.half - Theme.line
        width: Theme.line
        height: root.height
        visible: !root.heading
        color: Theme.border
    }
}
