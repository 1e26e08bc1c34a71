// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Ajar

// A line to type into with its name before it, and perhaps a button to choose a file.
RowLayout {
    id: root

    property string label
    property string name // of the field, for tests
    property string text
    property string placeholder
    property bool secret: false
    property bool choosable: false
    property int labelWidth: 118

    signal edited(string text)
    signal chooseWanted

    Layout.fillWidth: true
    spacing: Theme.smallGap

    PlainText {
        Layout.preferredWidth: root.labelWidth
        content: root.label
        font.pixelSize: Theme.fontSize - 1
        Accessible.ignored: true
    }
    InputField {
        objectName: root.name
        Layout.fillWidth: true
        implicitHeight: Theme.controlHeight - Theme.smallGap
        label: root.label
        placeholderText: root.placeholder
        text: root.text
        echoMode: root.secret ? TextInput.Password : TextInput.Normal
        onTextEdited: root.edited(text)
    }
    FlatButton {
        visible: root.choosable
        compact: true
        text: qsTr("Choose…")
        Accessible.name: qsTr("Choose a file: %1").arg(root.label)
        onClicked: root.chooseWanted()
    }
}
