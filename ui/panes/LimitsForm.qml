// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Ajar

// The bounds on what a peer can make us keep in the next connection: "64M", "10000".
GridLayout {
    id: root

    required property LimitTable limits

    columns: 2
    columnSpacing: Theme.margin
    rowSpacing: Theme.smallGap

    Repeater {
        model: root.limits

        RowLayout {
            id: limit

            required property int index
            required property string name
            required property string label
            required property string value
            required property string problem

            spacing: Theme.smallGap

            PlainText {
                Layout.fillWidth: true
                content: limit.label
                font.pixelSize: Theme.fontSize - 1
                Accessible.ignored: true
            }
            InputField {
                objectName: "limit-" + limit.name
                Layout.preferredWidth: 104
                implicitHeight: Theme.controlHeight - Theme.smallGap
                label: qsTr("Limit: %1").arg(limit.label)
                text: limit.value
                problem: limit.problem
                onTextEdited: root.limits.setValue(limit.index, text)
            }
        }
    }
}
