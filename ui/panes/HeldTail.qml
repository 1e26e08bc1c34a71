// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Ajar

// What stands at the end of a held frame's row: what can be done with it, or what was done.
Row {
    id: root

    required property bool waiting
    required property string resolution
    required property double number

    signal releaseWanted
    signal editWanted
    signal dropWanted

    spacing: Theme.smallGap

    FlatButton {
        objectName: "release" + root.number
        visible: root.waiting
        compact: true
        text: qsTr("Release")
        Accessible.name: qsTr("Release frame %1").arg(root.number)
        onClicked: root.releaseWanted()
    }
    FlatButton {
        objectName: "edit" + root.number
        visible: root.waiting
        compact: true
        text: qsTr("Edit")
        Accessible.name: qsTr("Edit frame %1").arg(root.number)
        onClicked: root.editWanted()
    }
    FlatButton {
        objectName: "drop" + root.number
        visible: root.waiting
        compact: true
        text: qsTr("Drop")
        Accessible.name: qsTr("Drop frame %1").arg(root.number)
        onClicked: root.dropWanted()
    }
    PlainText {
        visible: !root.waiting
        content: root.resolution.length > 0 ? root.resolution : qsTr("never sent")
        color: Theme.amberText
        font.pixelSize: Theme.smallSize
        font.bold: true
    }
}
