// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Ajar

// A filter that is kept, with its name if it has one.
Rectangle {
    id: root

    property string title
    property string expression
    property bool removable: false

    signal chosen
    signal removed

    width: ListView.view.width
    height: Theme.rowHeight
    color: mouse.containsMouse || activeFocus ? Theme.hover : "transparent"
    activeFocusOnTab: true
    Accessible.role: Accessible.Button
    Accessible.name: title.length > 0 ? qsTr("%1: %2").arg(title).arg(expression) : expression
    Accessible.onPressAction: root.chosen()
    Keys.onReturnPressed: root.chosen()
    Keys.onSpacePressed: root.chosen()
    Keys.onDeletePressed: if (removable) removed()

    MouseArea {
        id: mouse

        anchors.fill: parent
        hoverEnabled: true
        onClicked: root.chosen()
    }
    PlainText {
        id: name

        x: Theme.smallGap
        width: Math.min(implicitWidth, parent.width * 0.4)
        height: parent.height
        content: root.title
        Accessible.ignored: true
    }
    PlainText {
        anchors { left: name.right; leftMargin: root.title.length > 0 ? Theme.gap : 0; right: bin.left }
        height: parent.height
        content: root.expression
        color: root.title.length > 0 ? Theme.muted : Theme.text
        font.family: Theme.mono
        font.pixelSize: Theme.monoSize
        Accessible.ignored: true
    }
    FlatButton {
        id: bin

        objectName: "removeFilter:" + root.title
        anchors { right: parent.right; rightMargin: Theme.smallGap; verticalCenter: parent.verticalCenter }
        width: visible ? implicitWidth : 0
        visible: root.removable
        compact: true
        text: "✕"
        hint: qsTr("Delete this filter")
        Accessible.name: qsTr("Delete the filter %1").arg(root.title)
        onClicked: root.removed()
    }
}
