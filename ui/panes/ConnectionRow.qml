// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Ajar

// One connection: door, address, frames, state with its running time; above the first one of a
// section its heading. (A section delegate can't be made in a file with bound components.)
Item {
    id: root

    required property int index
    required property Connection connection
    required property string heading
    property bool focused: false
    readonly property bool isCurrent: ListView.isCurrentItem
    readonly property int rowHeight: 52

    signal chosen

    height: title.height + rowHeight
    Accessible.role: Accessible.ListItem
    Accessible.name: (connection.frameCount === "1" ? qsTr("%1, %2, %3 frame") : qsTr("%1, %2, %3 frames")).arg(connection.url).arg(connection.stateText).arg(connection.frameCount)
    Accessible.selected: isCurrent
    Accessible.onPressAction: root.chosen()

    PlainText {
        id: title

        width: parent.width
        height: content.length > 0 ? Theme.controlHeight : 0
        leftPadding: Theme.smallGap
        content: root.heading
        color: Theme.muted
        font.pixelSize: Theme.smallSize
        font.capitalization: Font.AllUppercase
        elide: Text.ElideMiddle
        Accessible.role: Accessible.Heading
    }
    Rectangle {
        id: card

        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        height: root.rowHeight
        radius: Theme.radius
        color: root.isCurrent ? Theme.selection : mouse.containsMouse ? Theme.hover : Theme.panel
        border.color: root.isCurrent && root.focused ? Theme.accent : "transparent"

        Door {
            id: door

            x: Theme.gap
            anchors.verticalCenter: parent.verticalCenter
            width: 22
            height: 26
            state: root.connection.stateKey
            color: Theme.stateColor(root.connection.stateKey)
            ground: card.color
        }
        PlainText {
            anchors { left: door.right; leftMargin: Theme.gap; right: frames.left; rightMargin: Theme.smallGap; bottom: parent.verticalCenter; bottomMargin: 1 }
            content: root.connection.url
            elide: Text.ElideMiddle
            Accessible.ignored: true
        }
        PlainText {
            id: frames

            anchors { right: parent.right; rightMargin: Theme.gap; bottom: parent.verticalCenter; bottomMargin: 1 }
            content: root.connection.frameCount
            color: Theme.muted
            font.pixelSize: Theme.smallSize
            Accessible.ignored: true
        }
        PlainText {
            anchors { left: door.right; leftMargin: Theme.gap; right: parent.right; rightMargin: Theme.smallGap; top: parent.verticalCenter; topMargin: 2 }
            content: root.connection.stateText
            color: Theme.stateText(root.connection.stateKey)
            font.pixelSize: Theme.smallSize
            font.bold: root.connection.stateKey.startsWith("half")
            Accessible.ignored: true
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
}
