// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Ajar

// A duration such as 250ms, 5s, 2m or off. What is not one is marked and not applied.
Row {
    id: root

    required property Controls controls
    required property string name
    required property string label
    required property string value
    property string hint

    function apply(): void {
        const good = controls.setTimeout(name, field.text)
        field.problem = good ? "" : qsTr("Not a duration: write 250ms, 5s, 2m or off.")
        if (good)
            field.text = value
    }

    spacing: Theme.smallGap + 1
    onValueChanged: {
        field.text = value
        field.problem = ""
    }

    PlainText {
        anchors.verticalCenter: parent.verticalCenter
        content: root.label
        font.pixelSize: Theme.fontSize - 1
        Accessible.ignored: true
    }
    InputField {
        id: field

        objectName: root.name + "Timeout"
        width: 54
        implicitHeight: Theme.controlHeight - Theme.smallGap
        leftPadding: Theme.smallGap + 2
        rightPadding: Theme.smallGap
        text: root.value
        label: root.label
        onEditingFinished: root.apply()
        onTextEdited: problem = ""

        PlainToolTip {
            content: root.hint
            visible: field.hovered && field.problem.length === 0 && root.hint.length > 0
        }
    }
}
