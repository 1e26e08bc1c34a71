// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Ajar

// Beside the filter: a part of it that is wanted often, and staying at the newest row.
Row {
    id: root

    required property FilterParts parts
    required property Actions actions
    property bool narrow: false

    spacing: Theme.smallGap

    FlatButton {
        objectName: "controlFrames"
        checked: root.parts.controlOnly
        text: root.narrow ? qsTr("Control") : qsTr("Control frames")
        hint: checked ? qsTr("Show the other rows too (Ctrl+Shift+C)") : qsTr("Show only Close, Ping and Pong (Ctrl+Shift+C)")
        Accessible.name: qsTr("Only control frames")
        Accessible.checkable: true
        Accessible.checked: checked
        onClicked: root.actions.controlFrames.trigger()
    }
    FlatButton {
        objectName: "followButton"
        checked: root.actions.frames.following
        text: root.narrow ? qsTr("⤓") : qsTr("⤓ Follow")
        hint: checked ? qsTr("Stay at the rows that are in sight") : qsTr("Go to the newest row and stay there (Ctrl+End)")
        Accessible.name: qsTr("Follow the newest row")
        Accessible.checkable: true
        Accessible.checked: checked
        onClicked: root.actions.frames.following = !root.actions.frames.following
    }
}
