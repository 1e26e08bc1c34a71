// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Ajar

// Above the panes below, while a whole direction is held or several frames are: what waits here.
Rectangle {
    id: root

    required property Controls controls
    required property Actions actions
    property Connection connection: null
    readonly property bool holding: controls.holdSent || controls.holdReceived
    readonly property bool shown: connection !== null && connection.live && (holding || connection.heldCount > 1)

    height: shown ? Theme.controlHeight + Theme.gap : 0
    visible: shown
    color: Theme.heldGround
    Accessible.role: Accessible.StatusBar
    Accessible.name: words.content

    RowLayout {
        anchors { fill: parent; leftMargin: Theme.margin; rightMargin: Theme.margin }
        spacing: Theme.gap

        PlainText {
            id: words

            objectName: "heldWords"
            Layout.fillWidth: true
            content: {
                const held = root.connection?.heldText ?? ""
                if (!root.holding)
                    return held
                return root.controls.holdSent && root.controls.holdReceived ? qsTr("Holding both directions · %1").arg(held) : root.controls.holdSent ? qsTr("Holding what we send · %1").arg(held) : qsTr("Holding what comes · %1").arg(held)
            }
            color: Theme.amberText
            font.bold: true
        }
        FlatButton {
            objectName: "releaseAll"
            action: root.actions.releaseAll
        }
        FlatButton {
            objectName: "dropAll"
            action: root.actions.dropAll
        }
    }
    Rectangle {
        width: parent.width
        height: Theme.line
        color: Theme.border
    }
}
