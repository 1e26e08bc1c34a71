// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Ajar

// Jumps from hit to hit and hides nothing: an expression of the filter language, or a word.
Rectangle {
    id: root

    required property Find find
    readonly property bool shown: height > 0

    signal closed

    function open(): void {
        height = Theme.controlHeight + Theme.gap
        field.forceActiveFocus()
        field.selectAll()
    }
    function close(): void {
        height = 0
        find.cancel()
        closed()
    }

    height: 0
    visible: shown
    clip: true
    color: Theme.panel

    RowLayout {
        anchors { fill: parent; leftMargin: Theme.gap; rightMargin: Theme.gap }
        spacing: Theme.smallGap

        InputField {
            id: field

            objectName: "findField"
            Layout.fillWidth: true
            Layout.minimumWidth: 120
            label: qsTr("Find")
            placeholderText: qsTr("Find: a word, or op:close, len>1k, marked …")
            problem: root.find.problem
            text: root.find.text
            onTextEdited: root.find.text = text
            Keys.onReturnPressed: event => event.modifiers & Qt.ShiftModifier ? root.find.previous() : root.find.next()
            Keys.onEnterPressed: event => event.modifiers & Qt.ShiftModifier ? root.find.previous() : root.find.next()
            Keys.onEscapePressed: root.close()
        }
        PlainText {
            objectName: "findStatus"
            Layout.preferredWidth: Math.min(implicitWidth, root.width * 0.4)
            content: root.find.status
            color: Theme.muted
            font.pixelSize: Theme.smallSize
        }
        FlatButton {
            objectName: "findStop"
            compact: true
            visible: root.find.running
            text: qsTr("Stop")
            hint: qsTr("Stop searching; what was found stays")
            onClicked: root.find.cancel()
        }
        FlatButton {
            objectName: "findPrevious"
            compact: true
            text: "▲"
            hint: qsTr("Previous hit (Shift+F3)")
            enabled: field.text.length > 0 && root.find.problem.length === 0
            onClicked: root.find.previous()
        }
        FlatButton {
            objectName: "findNext"
            compact: true
            text: "▼"
            hint: qsTr("Next hit (F3)")
            enabled: field.text.length > 0 && root.find.problem.length === 0
            onClicked: root.find.next()
        }
        FlatButton {
            objectName: "findClose"
            compact: true
            text: "✕"
            hint: qsTr("Close (Esc)")
            onClicked: root.close()
        }
    }
    Rectangle {
        width: parent.width
        height: Theme.line
        color: Theme.border
    }
}
