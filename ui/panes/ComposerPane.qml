// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Ajar

// What to send next: a message, or a raw frame as it is written.
ColumnLayout {
    id: root

    required property Composer composer
    required property Controls controls
    required property Actions actions
    required property FileChooser chooser
    required property bool roomy
    readonly property bool isFrame: composer.kind === Composer.Kind.Frame

    function openRawFrame(): void {
        composer.kind = Composer.Kind.Frame
        fields.open()
    }

    function showMessage(kind: int): void {
        composer.kind = kind
        fields.close()
    }

    spacing: Theme.smallGap + 2
    Keys.onEscapePressed: fields.close()
    Keys.onPressed: event => {
        // Shortcuts are silent while a popup is open.
        if (event.key === Qt.Key_Return && (event.modifiers & Qt.ControlModifier)) {
            event.accepted = true
            root.actions.send.trigger()
        }
    }

    RowLayout {
        spacing: Theme.smallGap

        PlainText {
            Layout.rightMargin: Theme.smallGap
            visible: root.roomy
            content: qsTr("Send")
            font.bold: true
        }
        Repeater {
            model: [qsTr("Text"), qsTr("Hex"), qsTr("Base64"), qsTr("Frame")]

            FlatButton {
                id: kind

                required property string modelData
                required property int index

                objectName: "kind" + index
                compact: true
                text: modelData
                checked: root.composer.kind === index
                hint: index === 0 ? qsTr("Send a text message") : index === 3 ? qsTr("Send a frame with every bit at will") : qsTr("Send a binary message")
                onClicked: index === 3 ? root.openRawFrame() : root.showMessage(index)
            }
        }
        Item {
            Layout.fillWidth: true
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
        visible: !root.isFrame
        label: qsTr("Message to send")
        placeholder: root.composer.kind === Composer.Kind.Text ? qsTr("Message text; Ctrl+Enter sends it") : root.composer.kind === Composer.Kind.Hex ? qsTr("48 65 6c 6c 6f") : qsTr("SGVsbG8=")
        problem: root.composer.problem
        onEdited: root.composer.text = text
    }
    InputArea {
        objectName: "rawWritten"
        Layout.fillWidth: true
        Layout.fillHeight: true
        visible: root.isFrame
        label: qsTr("Frame to send, as it is written")
        placeholder: qsTr("opcode=close,code=1000")
        text: root.composer.raw.written
        problem: root.composer.problem
        onEdited: root.composer.raw.written = text
    }
    PlainText {
        objectName: "composerProblem"
        Layout.fillWidth: true
        visible: root.composer.problem.length > 0
        content: root.composer.problem
        color: Theme.danger
        wrapMode: Text.Wrap
        maximumLineCount: 2
        font.pixelSize: Theme.smallSize
    }
    RowLayout {
        spacing: Theme.gap

        FlatButton {
            objectName: "pingButton"
            visible: !root.isFrame
            compact: true
            action: root.actions.ping
        }
        SlideSwitch {
            objectName: "sendPlain"
            visible: !root.isFrame
            text: root.roomy ? qsTr("Uncompressed") : qsTr("Plain")
            hint: qsTr("Messages go out uncompressed, also where compression is agreed")
            checked: root.controls.uncompressed
            onToggled: root.controls.uncompressed = checked
        }
        PlainText {
            visible: !root.isFrame
            content: root.roomy ? qsTr("Fragments") : qsTr("Parts")
            font.pixelSize: Theme.fontSize - 1
            Accessible.ignored: true
        }
        InputField {
            id: fragments

            objectName: "messageFragments"
            visible: !root.isFrame
            Layout.preferredWidth: 46
            implicitHeight: Theme.controlHeight - Theme.smallGap
            label: qsTr("Fragments of the message")
            text: root.composer.fragments
            onTextEdited: root.composer.fragments = text

            PlainToolTip {
                content: qsTr("Split the message into so many frames; they are never held")
                visible: fragments.hovered
            }
        }
        FlatButton {
            objectName: "rawFields"
            visible: root.isFrame
            compact: true
            text: qsTr("Fields…")
            hint: qsTr("Each bit of the header, and the payload")
            quiet: fields.visible
            onClicked: fields.visible ? fields.close() : fields.open()
        }
        PlainText {
            objectName: "rawPreview"
            Layout.fillWidth: true
            visible: root.isFrame
            content: root.composer.raw.preview
            color: Theme.muted
            font.family: Theme.mono
            font.pixelSize: Theme.smallSize
            wrapMode: Text.Wrap
            maximumLineCount: 2
        }
    }

    RawFramePopup {
        id: fields

        parent: root
        y: -height - Theme.gap - 2
        raw: root.composer.raw
        chooser: root.chooser
        actions: root.actions
    }
}
