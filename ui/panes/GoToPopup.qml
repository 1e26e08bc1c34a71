// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Ajar

// Goes to a frame or a time.
PopupPanel {
    id: root

    required property GoToForm form

    function go(): void {
        if (form.go())
            close()
    }

    anchors.centerIn: parent
    width: 380
    modal: true
    onOpened: {
        field.forceActiveFocus()
        field.selectAll()
    }

    Column {
        width: parent.width
        spacing: Theme.gap

        PlainText {
            content: qsTr("Go to")
            font.bold: true
        }
        Row {
            width: parent.width
            spacing: Theme.smallGap

            InputField {
                id: field

                objectName: "goToField"
                width: parent.width - button.width - Theme.smallGap
                text: root.form.text
                label: qsTr("Frame or time")
                placeholderText: "123"
                problem: root.form.problem
                saysProblem: false
                onTextEdited: root.form.text = text
                onAccepted: root.go()
            }
            FlatButton {
                id: button

                objectName: "goToButton"
                primary: true
                enabled: field.text.trim().length > 0 && root.form.problem.length === 0
                text: qsTr("Go")
                onClicked: root.go()
            }
        }
        PlainText {
            objectName: "goToProblem"
            width: parent.width
            content: root.form.problem.length > 0 ? root.form.problem : qsTr("A frame (123), a time (1.5s, 3:40.118), a step from the selected row (+500ms), a time of day (14:05:30), start or end.")
            color: root.form.problem.length > 0 ? Theme.danger : Theme.muted
            font.pixelSize: Theme.smallSize + 1
            wrapMode: Text.Wrap
        }
    }
}
