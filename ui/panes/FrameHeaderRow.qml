// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Ajar

// The titles of the frame table's columns.
Rectangle {
    id: root

    required property FrameColumns columns

    component Title: PlainText {
        height: Theme.rowHeight
        leftPadding: Theme.gap
        rightPadding: Theme.gap
        visible: width > 0
        color: Theme.muted
        font.pixelSize: Theme.smallSize
    }

    height: Theme.rowHeight
    color: Theme.panel

    Row {
        Title { width: root.columns.number; content: qsTr("#"); horizontalAlignment: Text.AlignRight }
        Title { width: root.columns.time; content: qsTr("Time"); horizontalAlignment: Text.AlignRight }
        Title { width: root.columns.delta; content: qsTr("Δ"); horizontalAlignment: Text.AlignRight }
        Title { width: root.columns.arrow; content: "" }
        Title { width: root.columns.type; content: qsTr("Type") }
        Title { width: root.columns.length; content: qsTr("Length"); horizontalAlignment: Text.AlignRight }
        Title { width: root.columns.bits; content: qsTr("Bits") }
        Title { width: root.columns.summary; content: qsTr("Summary") }
    }
    Rectangle {
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        height: Theme.line
        color: Theme.border
    }
}
