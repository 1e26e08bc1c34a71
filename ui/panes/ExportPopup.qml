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
    readonly property list<ExportFormat> formats: [
        ExportFormat {
            name: "jsonl"
            suffix: "jsonl"
            title: qsTr("JSON Lines")
            use: qsTr("All that the session has, a line for each record; Ajar imports it.")
        },
        ExportFormat {
            name: "text"
            suffix: "txt"
            title: qsTr("Text")
            use: qsTr("A line for each record, to be read.")
        },
        ExportFormat {
            name: "pcapng"
            suffix: "pcapng"
            title: qsTr("pcapng")
            use: qsTr("Packets for Wireshark and tshark, with the states as comments.")
        },
        ExportFormat {
            name: "har"
            suffix: "har"
            title: qsTr("HAR")
            use: qsTr("For the network panels of browsers: messages in one piece.")
        },
        ExportFormat {
            name: "csv"
            suffix: "csv"
            title: qsTr("CSV")
            use: qsTr("A row for each record, for spreadsheets and data frames.")
        },
        ExportFormat {
            name: "mermaid"
            suffix: "mmd"
            title: qsTr("Mermaid")
            use: qsTr("A diagram of how each connection closed, without messages.")
        }
    ]
    property ExportFormat chosen: formats[0]
    readonly property bool withSecrets: secrets.checked
    readonly property bool inflated: root.chosen.name === "pcapng" && plain.checked

    width: 440
    modal: true
    anchors.centerIn: parent

    Connections {
        target: root.chooser

        function onExportChosen(path: string): void {
            root.sessions.exportTo(path, root.chosen.name, root.withSecrets, root.inflated)
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
        Flow {
            Layout.fillWidth: true
            spacing: Theme.smallGap

            Repeater {
                model: root.formats

                FlatButton {
                    required property ExportFormat modelData

                    objectName: "exportAs-" + modelData.name
                    text: modelData.title
                    checked: root.chosen === modelData
                    onClicked: root.chosen = modelData
                }
            }
        }
        PlainText {
            Layout.fillWidth: true
            wrapMode: Text.Wrap
            content: root.chosen.use
        }
        SlideSwitch {
            id: plain

            objectName: "exportInflated"
            visible: root.chosen.name === "pcapng"
            text: qsTr("Messages inflated")
            hint: qsTr("As they would be without compression: Wireshark does not inflate all of them.")
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
                    root.chooser.exportFile(root.chosen.suffix)
                }
            }
        }
    }
}
