// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Ajar

// What stands here before the first connection: three ways in.
Rectangle {
    id: root

    required property Actions actions
    required property Start start
    required property Sessions sessions

    signal urlChosen(url: string)

    component Way: RowLayout {
        id: way

        property string title
        property string content
        property Action action
        property bool primary: false
        property string buttonName

        Layout.fillWidth: true
        spacing: Theme.margin

        ColumnLayout {
            Layout.fillWidth: true
            spacing: 2

            PlainText {
                content: way.title
                font.bold: true
            }
            PlainText {
                Layout.fillWidth: true
                content: way.content
                color: Theme.muted
                wrapMode: Text.Wrap
            }
        }
        FlatButton {
            objectName: way.buttonName
            Layout.preferredWidth: 132
            action: way.action
            primary: way.primary
        }
    }

    color: Theme.window

    ColumnLayout {
        anchors.centerIn: parent
        width: Math.min(520, parent.width - 2 * Theme.margin)
        spacing: Theme.margin * 2

        RowLayout {
            spacing: Theme.margin

            Door {
                implicitWidth: 40
                implicitHeight: 48
                state: "half-closed-remote"
                color: Theme.amber
                ground: Theme.window
            }
            ColumnLayout {
                spacing: 2

                PlainText {
                    content: qsTr("Ajar shows how WebSocket connections close")
                    font.pixelSize: Theme.titleSize
                    font.bold: true
                }
                PlainText {
                    Layout.fillWidth: true
                    content: qsTr("and lets you hold the door half open.")
                    color: Theme.muted
                }
            }
        }
        Way {
            title: qsTr("1. Type an address")
            content: qsTr("A ws:// or wss:// address above, then Enter. Everything is recorded from the first byte.")
            action: root.actions.editUrl
        }
        Way {
            title: qsTr("2. Open a session")
            content: qsTr("What was recorded before, or a file from somebody else.")
            action: root.actions.open
        }
        Way {
            visible: root.start.demoOffered
            title: qsTr("3. Try the demo")
            content: qsTr("A server inside Ajar talks for a while, then closes; your reply is withheld, so you see the half-closed state.")
            action: root.actions.demo
            primary: true
            buttonName: "demoButton"
        }
        RecentPane {
            Layout.fillWidth: true
            visible: root.sessions.library.recent.shown > 0 && root.height >= Theme.roomForRecent
            sessions: root.sessions
            onUrlChosen: url => root.urlChosen(url)
        }
    }
}
