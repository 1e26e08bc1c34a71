// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Ajar

// Header fields and subprotocols for the next connection.
PopupPanel {
    id: root

    required property ConnectForm form

    width: 440
    onOpened: {
        const last = rows.itemAt(rows.count - 1) as RowLayout
        if (last !== null)
            last.children[0].forceActiveFocus()
    }

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.gap

        PlainText {
            content: qsTr("Header fields of the opening handshake")
            font.bold: true
        }
        Repeater {
            id: rows

            model: root.form.headers

            RowLayout {
                id: header

                required property int index
                required property string name
                required property string value
                required property string problem

                spacing: Theme.smallGap

                InputField {
                    objectName: "headerName" + header.index
                    Layout.preferredWidth: 150
                    label: qsTr("Name of header %1").arg(header.index + 1)
                    placeholderText: qsTr("Name")
                    text: header.name
                    problem: header.problem
                    onTextEdited: root.form.headers.setName(header.index, text)
                }
                InputField {
                    objectName: "headerValue" + header.index
                    Layout.fillWidth: true
                    label: qsTr("Value of header %1").arg(header.index + 1)
                    placeholderText: qsTr("Value")
                    text: header.value
                    onTextEdited: root.form.headers.setValue(header.index, text)
                }
                FlatButton {
                    compact: true
                    text: "✕"
                    hint: qsTr("Remove this header")
                    enabled: header.index < root.form.headers.filled
                    onClicked: root.form.headers.removeRow(header.index)
                }
            }
        }
        PlainText {
            content: qsTr("Subprotocols, the most wanted first")
            font.bold: true
        }
        InputField {
            objectName: "subprotocolsField"
            Layout.fillWidth: true
            label: qsTr("Subprotocols")
            placeholderText: qsTr("graphql-transport-ws, json")
            text: root.form.subprotocols
            onTextEdited: root.form.subprotocols = text
        }
    }
}
