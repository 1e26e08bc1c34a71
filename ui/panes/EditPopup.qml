// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Ajar

// A held frame's payload in the user's hands: text or hex, of a Close its code and reason.
PopupPanel {
    id: root

    required property HeldEdit edit

    function editFrame(number: double): void {
        if (edit.begin(number))
            open()
    }

    width: Math.min(460, (parent?.width ?? 0) - Theme.margin * 2)
    x: ((parent?.width ?? 0) - width) / 2
    y: ((parent?.height ?? 0) - height) / 2
    onOpened: edit.close ? code.forceActiveFocus() : area.focusInput()

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.gap

        RowLayout {
            spacing: Theme.gap

            PlainText {
                Layout.fillWidth: true
                objectName: "editTitle"
                content: root.edit.title
                font.bold: true
            }
            FlatButton {
                objectName: "editHex"
                compact: true
                checkable: true
                checked: root.edit.asHex
                text: qsTr("Hex")
                hint: qsTr("The whole payload as hex")
                onClicked: root.edit.asHex = checked
            }
        }
        RowLayout {
            visible: root.edit.close
            spacing: Theme.smallGap + 2

            InputField {
                id: code

                objectName: "editCode"
                Layout.preferredWidth: 72
                label: qsTr("Close code")
                placeholderText: qsTr("code")
                text: root.edit.code
                problem: root.edit.problem
                saysProblem: false
                onTextEdited: root.edit.code = text
                onAccepted: send.clicked()
            }
            InputField {
                objectName: "editReason"
                Layout.fillWidth: true
                label: qsTr("Close reason")
                placeholderText: qsTr("reason")
                text: root.edit.reason
                onTextEdited: root.edit.reason = text
                onAccepted: send.clicked()
            }
        }
        InputArea {
            id: area

            objectName: "edit"
            Layout.fillWidth: true
            Layout.preferredHeight: 150
            visible: !root.edit.close
            label: qsTr("Payload")
            placeholder: root.edit.asHex ? qsTr("48 65 6c 6c 6f") : qsTr("empty")
            text: root.edit.text
            problem: root.edit.problem
            onEdited: root.edit.text = text
        }
        RowLayout {
            spacing: Theme.gap

            PlainText {
                Layout.fillWidth: true
                objectName: "editNote"
                content: !root.edit.waiting ? qsTr("This frame is not held any more.") : root.edit.problem.length > 0 ? root.edit.problem : root.edit.note.length > 0 ? root.edit.note : qsTr("%n bytes", "", root.edit.bytes)
                color: root.edit.problem.length > 0 || !root.edit.waiting ? Theme.danger : root.edit.note.length > 0 ? Theme.amberText : Theme.muted
                font.pixelSize: Theme.smallSize
                wrapMode: Text.Wrap
            }
            FlatButton {
                objectName: "editCancel"
                text: qsTr("Cancel")
                hint: qsTr("The frame stays held as it is")
                onClicked: root.close()
            }
            FlatButton {
                id: send

                objectName: "editSend"
                text: qsTr("Send edited")
                primary: true
                enabled: root.edit.waiting && root.edit.problem.length === 0
                onClicked: if (root.edit.send()) root.close()
            }
        }
    }
}
