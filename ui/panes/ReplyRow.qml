// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Ajar

// How one kind of frame is answered: the way, and the time, code or payload that it needs.
RowLayout {
    id: root

    required property Controls controls
    required property string name // "close" or "ping"
    required property string label
    required property int mode
    required property string value
    required property string otherChoice

    function apply(text: string): void {
        field.problem = controls.setReply(name, mode, text) ? "" : mode === 2 ? qsTr("Not a duration: write 250ms, 5s or 2m.") : name === "close" ? qsTr("A code that may be sent is 1000 to 1003, 1007 to 1014 or 3000 to 4999.") : qsTr("At most 125 bytes.")
    }

    spacing: Theme.gap

    PlainText {
        Layout.preferredWidth: 118
        content: root.label
        font.pixelSize: Theme.fontSize - 1
        Accessible.ignored: true
    }
    ChoiceBox {
        objectName: root.name + "ReplyMode"
        Layout.preferredWidth: 150
        label: root.label
        model: [qsTr("at once"), qsTr("hold"), qsTr("after a time"), root.otherChoice, qsTr("never")]
        currentIndex: root.mode
        onActivated: index => {
            field.problem = ""
            root.controls.setReplyMode(root.name, index)
        }
    }
    InputField {
        id: field

        objectName: root.name + "ReplyValue"
        Layout.fillWidth: true
        implicitHeight: Theme.controlHeight - Theme.smallGap
        visible: root.mode === 2 || root.mode === 3
        label: root.mode === 2 ? qsTr("%1 after").arg(root.label) : qsTr("%1 with").arg(root.label)
        text: root.value
        onTextEdited: root.apply(text)
    }
    Item {
        Layout.fillWidth: true
        visible: !field.visible
    }
}
