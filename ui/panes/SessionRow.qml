// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Ajar

// A session in the list: its name and addresses above each other, its figures beside them.
Rectangle {
    id: root

    required property int index
    required property string path
    required property string title
    required property string content
    required property string when
    required property string duration
    required property string connectionCount
    required property string frames
    required property string size
    required property string ending
    required property string endingKey
    required property bool selected
    required property SessionColumns columns
    property bool focused: false
    readonly property bool isCurrent: ListView.isCurrentItem

    signal chosen(int modifiers)
    signal openWanted

    component Cell: PlainText {
        height: root.height
        leftPadding: Theme.gap
        rightPadding: Theme.gap
        verticalAlignment: Text.AlignVCenter
        elide: Text.ElideRight
        font.pixelSize: Theme.monoSize
        Accessible.ignored: true
    }

    height: Theme.rowHeight * 2
    color: selected ? Theme.selection : mouse.containsMouse ? Theme.hover : "transparent"
    border.color: isCurrent && focused ? Theme.accent : "transparent"
    Accessible.role: Accessible.ListItem
    Accessible.name: qsTr("%1, %2, %3, %4 frames, %5, %6").arg(title).arg(content).arg(when).arg(frames).arg(size).arg(ending)
    Accessible.selected: selected
    Accessible.onPressAction: root.openWanted()

    MouseArea {
        id: mouse

        anchors.fill: parent
        hoverEnabled: true
        onClicked: event => root.chosen(event.modifiers)
        onDoubleClicked: root.openWanted()
    }
    Row {
        Column {
            width: root.columns.title
            anchors.verticalCenter: parent.verticalCenter

            Cell {
                width: parent.width
                height: implicitHeight
                content: root.title
                font.pixelSize: Theme.fontSize
                font.bold: true
                elide: Text.ElideMiddle
            }
            Cell {
                width: parent.width
                height: implicitHeight
                content: root.content
                color: root.endingKey === "finding" ? Theme.danger : Theme.muted
                font.pixelSize: Theme.smallSize
            }
        }
        Cell {
            width: root.columns.when
            content: root.when
        }
        Cell {
            width: root.columns.duration
            content: root.duration
            horizontalAlignment: Text.AlignRight
        }
        Cell {
            width: root.columns.connections
            content: root.connectionCount
            horizontalAlignment: Text.AlignRight
        }
        Cell {
            width: root.columns.frames
            content: root.frames
            horizontalAlignment: Text.AlignRight
        }
        Cell {
            width: root.columns.size
            content: root.size
            horizontalAlignment: Text.AlignRight
        }
        Cell {
            width: root.columns.ending
            content: root.endingKey === "open" ? qsTr("● %1").arg(root.ending) : root.ending
            color: Theme.stateText(root.endingKey)
        }
    }
    PlainToolTip {
        content: root.endingKey === "finding" ? root.content : root.path
        visible: mouse.containsMouse
        delay: 800
    }
}
