// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Ajar

// What to send next.
ColumnLayout {
    id: root

    required property Composer composer
    required property Actions actions
    required property bool roomy

    spacing: Theme.gap

    RowLayout {
        spacing: Theme.smallGap

        PlainText {
            Layout.rightMargin: Theme.smallGap
            visible: root.roomy
            content: qsTr("Send")
            font.bold: true
        }
        Repeater {
            model: [qsTr("Text"), qsTr("Hex"), qsTr("Base64")]

            FlatButton {
                id: kind

                required property string modelData
                required property int index

                objectName: "kind" + index
                compact: true
                text: modelData
                checked: root.composer.kind === index
                hint: index === 0 ? qsTr("Send a text message") : qsTr("Send a binary message")
                onClicked: root.composer.kind = index
            }
        }
        Item {
            Layout.fillWidth: true
        }
        FlatButton {
            objectName: "pingButton"
            action: root.actions.ping
        }
        FlatButton {
            objectName: "sendButton"
            action: root.actions.send
            primary: true
        }
    }
    InputArea {
        objectName: "composer"
        Layout.fillWidth: true
        Layout.fillHeight: true
        label: qsTr("Message to send")
        placeholder: root.composer.kind === Composer.Kind.Text ? qsTr("Message text; Ctrl+Enter sends it") : root.composer.kind === Composer.Kind.Hex ? qsTr("48 65 6c 6c 6f") : qsTr("SGVsbG8=")
        problem: root.composer.problem
        onEdited: root.composer.text = text
    }
    PlainText {
        objectName: "composerProblem"
        Layout.fillWidth: true
        visible: root.composer.problem.length > 0
        content: root.composer.problem
        color: Theme.danger
        font.pixelSize: Theme.smallSize
    }
}
