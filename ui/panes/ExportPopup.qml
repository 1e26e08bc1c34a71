// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Ajar

// What to export as, and what stays in it.
PopupPanel {
    id: root

    required property Sessions sessions
    required property FileChooser chooser
    property string format: "jsonl"
    readonly property bool withSecrets: secrets.checked

    width: 400
    modal: true
    anchors.centerIn: parent

    Connections {
        target: root.chooser

        function onExportChosen(path: string): void {
            root.sessions.exportTo(path, root.format, root.withSecrets)
        }
    }

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.margin

        PlainText {
            content: qsTr("Export the session")
            font.bold: true
            font.pixelSize: Theme.titleSize
        }
        RowLayout {
            spacing: Theme.smallGap

            FlatButton {
                text: qsTr("JSON Lines")
                checked: root.format === "jsonl"
                onClicked: root.format = "jsonl"
            }
            FlatButton {
                text: qsTr("Text")
                checked: root.format === "text"
                onClicked: root.format = "text"
            }
        }
        PlainText {
            Layout.fillWidth: true
            wrapMode: Text.Wrap
            content: root.withSecrets ? qsTr("Cookies, authorization and tokens in addresses are written too. Keep the file to yourself.") : qsTr("Cookies, authorization and tokens in addresses are left out. Messages are written as they are: look through them before you pass the file on.")
        }
        SlideSwitch {
            id: secrets

            text: qsTr("With secrets")
        }
        RowLayout {
            Layout.alignment: Qt.AlignRight
            spacing: Theme.gap

            FlatButton {
                text: qsTr("Cancel")
                onClicked: root.close()
            }
            FlatButton {
                text: qsTr("Choose file…")
                primary: true
                onClicked: {
                    root.close()
                    root.chooser.exportFile(root.format === "text" ? "txt" : root.format)
                }
            }
        }
    }
}
