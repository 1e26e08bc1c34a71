// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Ajar

// One connection: door, address, frames, state with its running time.
Rectangle {
    id: root

    required property int index
    required property Connection connection
    property bool focused: false
    readonly property bool isCurrent: ListView.isCurrentItem

    signal chosen

    height: 54
    radius: Theme.radius
    color: isCurrent ? Theme.selection : mouse.containsMouse ? Theme.hover : "transparent"
    border.color: isCurrent && focused ? Theme.accent : "transparent"
    Accessible.role: Accessible.ListItem
    Accessible.name: qsTr("%1, %2, %3 frames").arg(connection.url).arg(connection.stateText).arg(connection.frameCount)
    Accessible.selected: isCurrent
    Accessible.onPressAction: root.chosen()

    Door {
        id: door

        x: Theme.gap
        anchors.verticalCenter: parent.verticalCenter
        width: 22
        height: 26
        state: root.connection.stateKey
        color: Theme.stateColor(root.connection.stateKey)
        ground: root.color
    }
    PlainText {
        anchors { left: door.right; leftMargin: Theme.gap; right: frames.left; rightMargin: Theme.smallGap; bottom: parent.verticalCenter; bottomMargin: 1 }
        content: root.connection.url
        elide: Text.ElideMiddle
    }
    PlainText {
        id: frames

        anchors { right: parent.right; rightMargin: Theme.gap; bottom: parent.verticalCenter; bottomMargin: 1 }
        content: root.connection.frameCount
        color: Theme.muted
        font.pixelSize: Theme.smallSize
    }
    PlainText {
        objectName: "connectionState"
        anchors { left: door.right; leftMargin: Theme.gap; right: parent.right; rightMargin: Theme.smallGap; top: parent.verticalCenter; topMargin: 2 }
        content: root.connection.stateText
        color: Theme.stateText(root.connection.stateKey)
        font.pixelSize: Theme.smallSize
        font.bold: root.connection.stateKey.startsWith("half")
    }
    MouseArea {
        id: mouse

        anchors.fill: parent
        hoverEnabled: true
        onClicked: {
            root.ListView.view.forceActiveFocus()
            root.chosen()
        }
    }
    PlainToolTip {
        content: root.connection.url
        visible: mouse.containsMouse
    }
}
