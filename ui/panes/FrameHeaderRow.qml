// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Ajar

// The titles of the frame table's columns, and what its rows are: frames or messages.
Rectangle {
    id: root

    required property FrameColumns columns
    required property FrameModel frames

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
        Title { width: root.columns.time; objectName: "timeTitle"; content: root.frames.reference > 0 ? qsTr("Time − %1").arg(root.frames.referenceName) : qsTr("Time"); color: root.frames.reference > 0 ? Theme.accent : Theme.muted; horizontalAlignment: Text.AlignRight }
        Title { width: root.columns.delta; content: qsTr("Δ"); horizontalAlignment: Text.AlignRight }
        Title { width: root.columns.arrow; content: "" }
        Title { width: root.columns.type; content: qsTr("Type") }
        Title { width: root.columns.length; content: root.columns.inflated > 0 ? qsTr("On wire") : qsTr("Length"); horizontalAlignment: Text.AlignRight }
        Title { width: root.columns.inflated; content: qsTr("Inflated"); horizontalAlignment: Text.AlignRight }
        Title { width: root.columns.bits; content: qsTr("Bits") }
        Title { width: Math.max(0, root.columns.summary - mode.width - Theme.gap); content: qsTr("Summary") }
    }
    Row {
        id: mode

        anchors { right: parent.right; rightMargin: Theme.gap; verticalCenter: parent.verticalCenter }
        spacing: Theme.smallGap

        FlatButton {
            objectName: "messagesMode"
            compact: true
            checked: root.frames.messages && !root.frames.filtered
            enabled: !root.frames.filtered
            opacity: enabled ? 1 : 0.5
            text: root.frames.folding ? qsTr("Messages %1 %").arg(Math.floor(root.frames.folded * 100)) : qsTr("Messages")
            hint: root.frames.filtered ? qsTr("While a filter is set, each row is a frame") : qsTr("One row for a message: its fragments are folded under it")
            onClicked: root.frames.messages = true
        }
        FlatButton {
            objectName: "framesMode"
            compact: true
            checked: !root.frames.messages || root.frames.filtered
            text: qsTr("Frames")
            hint: qsTr("One row for each frame")
            onClicked: if (!root.frames.filtered) root.frames.messages = false
        }
    }
    Rectangle {
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        height: Theme.line
        color: Theme.border
    }
}
