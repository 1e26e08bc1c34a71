// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Ajar

// A raw frame field by field; the written form stands below it, in the composer.
PopupPanel {
    id: root

    required property RawForm raw
    required property FileChooser chooser
    required property Actions actions

    width: 460
    closePolicy: Popup.CloseOnEscape | Popup.CloseOnPressOutsideParent

    component Caption: PlainText {
        font.pixelSize: Theme.fontSize - 1
        Accessible.ignored: true
    }
    component Bit: FlatButton {
        compact: true
        checkable: true
    }

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.smallGap + 2
        Keys.onPressed: event => {
            // Shortcuts are silent while a popup is open.
            if (event.key === Qt.Key_Return && (event.modifiers & Qt.ControlModifier)) {
                event.accepted = true
                root.actions.send.trigger()
            }
        }

        RowLayout {
            spacing: Theme.smallGap

            ChoiceBox {
                objectName: "rawOpcode"
                implicitWidth: 132
                label: qsTr("Opcode")
                model: root.raw.opcodes
                currentIndex: root.raw.opcode
                onActivated: index => root.raw.opcode = index
            }
            Bit {
                objectName: "rawFin"
                Layout.leftMargin: Theme.smallGap
                text: qsTr("FIN")
                hint: qsTr("The last frame of its message")
                checked: root.raw.fin
                onToggled: root.raw.fin = checked
            }
            Repeater {
                model: 3

                Bit {
                    required property int index
                    readonly property int value: 4 >> index

                    objectName: "rawRsv" + (index + 1)
                    text: qsTr("RSV%1").arg(index + 1)
                    hint: index === 0 ? qsTr("Compressed, where that is agreed; else reserved") : qsTr("Reserved")
                    checked: (root.raw.rsv & value) !== 0
                    onToggled: root.raw.rsv = checked ? root.raw.rsv | value : root.raw.rsv & ~value
                }
            }
            Bit {
                objectName: "rawCompress"
                Layout.leftMargin: Theme.smallGap
                text: qsTr("Compress")
                hint: qsTr("Deflate the payload as a message of its own and set RSV1")
                checked: root.raw.compress
                onToggled: root.raw.compress = checked
            }
        }
        GridLayout {
            Layout.fillWidth: true
            columns: 4
            columnSpacing: Theme.gap
            rowSpacing: Theme.smallGap + 2

            Bit {
                objectName: "rawMasked"
                text: checked ? qsTr("Masked with") : qsTr("Not masked")
                hint: qsTr("A client masks every frame (RFC 6455 5.1)")
                checked: root.raw.masked
                onToggled: root.raw.masked = checked
            }
            InputField {
                objectName: "rawKey"
                Layout.preferredWidth: 120
                implicitHeight: Theme.controlHeight - Theme.smallGap
                enabled: root.raw.masked
                label: qsTr("Masking key")
                placeholderText: qsTr("a fresh key")
                text: root.raw.key
                onTextEdited: root.raw.key = text
            }
            Caption {
                content: qsTr("Fragments")
            }
            InputField {
                objectName: "rawFragments"
                Layout.fillWidth: true
                implicitHeight: Theme.controlHeight - Theme.smallGap
                label: qsTr("Fragments")
                text: root.raw.fragments
                onTextEdited: root.raw.fragments = text
            }
            Caption {
                content: qsTr("Declared length")
            }
            InputField {
                objectName: "rawLength"
                Layout.preferredWidth: 120
                implicitHeight: Theme.controlHeight - Theme.smallGap
                label: qsTr("Declared length")
                placeholderText: qsTr("the payload's")
                text: root.raw.length
                onTextEdited: root.raw.length = text
            }
            Caption {
                content: qsTr("written in")
            }
            ChoiceBox {
                objectName: "rawForm"
                Layout.fillWidth: true
                label: qsTr("Form of the length")
                hint: qsTr("In how many bits the length is written")
                model: [qsTr("fewest bits"), qsTr("7 bits"), qsTr("16 bits"), qsTr("64 bits")]
                currentIndex: root.raw.form
                onActivated: index => root.raw.form = index
            }
        }
        RowLayout {
            spacing: Theme.smallGap

            Caption {
                Layout.rightMargin: Theme.smallGap
                content: qsTr("Payload")
            }
            Repeater {
                model: [qsTr("Text"), qsTr("Hex"), qsTr("File")]

                Bit {
                    required property string modelData
                    required property int index

                    objectName: "rawPayloadKind" + index
                    text: modelData
                    checkable: false
                    checked: root.raw.payloadKind === index
                    onClicked: root.raw.payloadKind = index
                }
            }
            Item {
                Layout.fillWidth: true
            }
            FlatButton {
                objectName: "rawChoose"
                visible: root.raw.payloadKind === 2
                compact: true
                text: qsTr("Choose…")
                Accessible.name: qsTr("Choose a file: %1").arg(qsTr("Payload"))
                onClicked: root.chooser.openPayload()
            }
        }
        InputArea {
            objectName: "rawPayload"
            Layout.fillWidth: true
            Layout.preferredHeight: 58
            label: qsTr("Payload")
            placeholder: root.raw.payloadKind === 0 ? qsTr("empty") : root.raw.payloadKind === 1 ? qsTr("48 65 6c 6c 6f") : qsTr("/path/to/file")
            text: root.raw.payload
            onEdited: root.raw.payload = text
        }
    }
}
