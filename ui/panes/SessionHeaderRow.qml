// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Ajar

// What the columns are; a click on one sorts by it.
Rectangle {
    id: root

    required property SessionList list
    required property SessionColumns columns

    component Title: PlainText {
        id: title

        property string words
        property int order: -1
        readonly property bool sorted: order >= 0 && root.list.order === order

        height: Theme.rowHeight
        leftPadding: Theme.gap
        rightPadding: Theme.gap
        content: sorted ? qsTr("%1 %2").arg(words).arg(root.list.descending ? "▾" : "▴") : words
        color: sorted ? Theme.text : Theme.muted
        font.pixelSize: Theme.smallSize
        verticalAlignment: Text.AlignVCenter
        Accessible.role: order >= 0 ? Accessible.Button : Accessible.StaticText
        Accessible.name: order >= 0 ? qsTr("Sort by %1").arg(words) : words
        Accessible.onPressAction: if (order >= 0) root.list.orderBy(order)

        MouseArea {
            anchors.fill: parent
            enabled: title.order >= 0
            cursorShape: enabled ? Qt.PointingHandCursor : Qt.ArrowCursor
            onClicked: root.list.orderBy(title.order)
        }
    }

    height: Theme.rowHeight
    color: Theme.panel

    Row {
        Title {
            objectName: "sortByName"
            width: root.columns.title
            words: qsTr("Name and addresses")
            order: SessionList.ByName
        }
        Title {
            objectName: "sortByTime"
            width: root.columns.when
            words: qsTr("Begun")
            order: SessionList.ByTime
        }
        Title {
            width: root.columns.duration
            words: qsTr("Duration")
            horizontalAlignment: Text.AlignRight
        }
        Title {
            width: root.columns.connections
            words: qsTr("Connections")
            horizontalAlignment: Text.AlignRight
            leftPadding: 0
        }
        Title {
            objectName: "sortByFrames"
            width: root.columns.frames
            words: qsTr("Frames")
            order: SessionList.ByFrames
            horizontalAlignment: Text.AlignRight
        }
        Title {
            objectName: "sortBySize"
            width: root.columns.size
            words: qsTr("Size")
            order: SessionList.BySize
            horizontalAlignment: Text.AlignRight
        }
        Title {
            width: root.columns.ending
            words: qsTr("Outcome")
        }
    }
    Rectangle {
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        height: Theme.line
        color: Theme.border
    }
}
