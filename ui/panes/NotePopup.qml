// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Ajar

// The note on the selected row. Enter saves, Shift+Enter begins a line, Escape leaves it as it was.
PopupPanel {
    id: root

    required property Marks marks
    required property FrameModel frames

    function edit(): void {
        note.text = marks.currentNote
        note.problem = ""
        open()
    }
    function save(): void {
        note.problem = marks.setNote(note.text)
        if (note.problem.length === 0)
            close()
    }

    width: Math.min(420, (parent?.width ?? 0) - Theme.margin * 2)
    x: ((parent?.width ?? 0) - width) / 2
    y: ((parent?.height ?? 0) - height) / 2
    modal: true
    onOpened: note.focusInput()

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.gap

        PlainText {
            Layout.fillWidth: true
            content: root.frames.currentNumber > 0 ? qsTr("Note on frame #%1").arg(root.frames.currentNumber) : qsTr("Note on this row")
            font.bold: true
        }
        InputArea {
            id: note

            objectName: "noteInput"
            Layout.fillWidth: true
            Layout.preferredHeight: Theme.rowHeight * 4
            label: qsTr("Note")
            placeholder: qsTr("What is to be remembered about this row")
            enterAccepts: true
            onAccepted: root.save()
        }
        PlainText {
            Layout.fillWidth: true
            visible: content.length > 0
            content: note.problem
            color: Theme.danger
            wrapMode: Text.Wrap
        }
        RowLayout {
            Layout.alignment: Qt.AlignRight
            spacing: Theme.gap

            FlatButton {
                text: qsTr("Cancel")
                onClicked: root.close()
            }
            FlatButton {
                objectName: "noteSave"
                text: qsTr("Save note")
                hint: qsTr("Enter")
                primary: true
                onClicked: root.save()
            }
        }
    }
}
