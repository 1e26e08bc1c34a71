// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Ajar

// A row of the frame table: a frame, or between frames a thin one for a state or an event.
Rectangle {
    id: root

    required property double seq
    required property bool thin
    required property string key
    required property double number
    required property string time
    required property string delta
    required property bool sent
    required property string type
    required property string length
    required property string bits
    required property string summary
    required property bool held
    required property bool waiting
    required property string resolution
    required property bool finding
    required property string inflated
    required property int fragments
    required property bool expanded
    required property bool part
    required property string spoken
    required property FrameColumns columns
    property bool selected: false
    property bool focused: false
    property bool second: false // selected too, to be measured
    property int mark: -1
    property string note
    readonly property color quiet: held ? Theme.heldGround : finding ? Theme.findingGround : mark >= 0 ? Qt.alpha(Theme.markColor(mark), 0.16) : thin && key.length > 0 ? Qt.alpha(Theme.stateColor(key), 0.12) : "transparent"

    signal chosen
    signal menuWanted(string cell, real x, real y)
    signal secondChosen
    signal foldWanted
    signal releaseWanted
    signal editWanted
    signal dropWanted

    height: Theme.rowHeight
    color: selected || second ? Theme.selection : mouse.containsMouse && !held ? Theme.hover : quiet
    Accessible.role: Accessible.Row
    Accessible.name: spoken
    Accessible.selected: selected || second
    Accessible.description: mark < 0 ? "" : note.length > 0 ? qsTr("Marked: %1").arg(note.slice(0, 500)) : qsTr("Marked")
    Accessible.onPressAction: root.chosen()

    MouseArea {
        id: mouse

        anchors.fill: parent
        hoverEnabled: true
        acceptedButtons: Qt.LeftButton | Qt.RightButton
        onClicked: event => {
            const more = event.button === Qt.LeftButton && event.modifiers & (Qt.ControlModifier | Qt.ShiftModifier)
            if (more)
                return root.secondChosen()
            root.chosen()
            if (event.button === Qt.RightButton)
                root.menuWanted(root.columns.nameAt(event.x, root.thin), event.x, event.y)
        }
    }
    RowMark {
        height: root.height
        colour: root.mark
        note: root.note
    }
    Row {
        PlainCell {
            width: root.columns.number
            content: root.thin ? "" : root.number
            color: Theme.muted
            horizontalAlignment: Text.AlignRight
        }
        PlainCell {
            width: root.columns.time
            content: root.time
            color: root.thin ? Theme.muted : Theme.text
            horizontalAlignment: Text.AlignRight
        }
        PlainCell {
            width: root.columns.delta
            content: root.delta
            color: Theme.muted
            horizontalAlignment: Text.AlignRight
        }
        PlainCell {
            width: root.columns.arrow
            content: root.thin ? "" : root.sent ? "⬆" : "⬇"
            color: root.sent ? Theme.sent : Theme.received
            font.family: Theme.sans
            font.pixelSize: Theme.fontSize
        }
        PlainCell {
            width: root.thin ? 0 : root.columns.type
            content: root.type
            color: Theme.typeColor(root.key)
            font.family: Theme.sans
            font.pixelSize: Theme.fontSize
        }
        PlainCell {
            width: root.thin ? 0 : root.columns.length
            content: root.length
            horizontalAlignment: Text.AlignRight
        }
        PlainCell {
            width: root.thin ? 0 : root.columns.inflated
            content: root.inflated
            horizontalAlignment: Text.AlignRight
        }
        PlainCell {
            width: root.thin ? 0 : root.columns.bits
            content: root.bits
        }
        PlainCell {
            leftPadding: root.fragments > 1 ? Theme.gap + Theme.margin : root.part ? Theme.gap * 3 : Theme.gap
            width: (root.thin ? root.columns.type + root.columns.length + root.columns.inflated + root.columns.bits : 0) + root.columns.summary - (root.held ? tail.width + Theme.gap : 0)
            content: root.thin && root.key.length > 0 ? qsTr("● %1").arg(root.summary) : root.summary
            color: root.thin ? Theme.stateText(root.key) : root.finding ? Theme.danger : Theme.text
            font.family: root.thin ? Theme.sans : Theme.mono
            font.pixelSize: root.thin ? Theme.smallSize + (root.key.length > 0 ? 1 : 0) : Theme.monoSize
            font.bold: root.thin && root.key.length > 0
        }
    }
    PlainText {
        objectName: root.fragments > 1 ? "fold" + root.number : ""
        x: root.width - root.columns.summary
        width: Theme.gap + Theme.margin
        height: Theme.rowHeight
        visible: root.fragments > 1
        horizontalAlignment: Text.AlignHCenter
        content: root.expanded ? "▾" : "▸"
        Accessible.role: Accessible.Button
        Accessible.name: root.expanded ? qsTr("Fold the fragments of message %1").arg(root.number) : qsTr("Show the fragments of message %1").arg(root.number)
        Accessible.onPressAction: root.foldWanted()

        MouseArea {
            anchors.fill: parent
            onClicked: {
                root.chosen()
                root.foldWanted()
            }
        }
    }
    HeldTail {
        id: tail

        anchors { right: parent.right; rightMargin: Theme.gap; verticalCenter: parent.verticalCenter }
        visible: root.held
        waiting: root.waiting
        resolution: root.resolution
        number: root.number
        onReleaseWanted: root.releaseWanted()
        onEditWanted: root.editWanted()
        onDropWanted: root.dropWanted()
    }
    Rectangle {
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        height: Theme.line
        color: Theme.border
        opacity: 0.4
    }
}
