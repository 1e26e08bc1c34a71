// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Ajar

// The rules that were broken, by the whole connection or by one record.
Column {
    id: root

    required property FindingList findings
    property bool linked: true

    signal frameWanted(double number)
    signal recordWanted(double seq)

    spacing: Theme.gap
    visible: findings.rows > 0 || findings.strictRows > 0

    PlainText {
        content: qsTr("Findings")
        font.bold: true
        Accessible.role: Accessible.Heading
    }
    Repeater {
        model: root.findings

        FindingRow {
            width: root.width
            linked: root.linked
            onFrameWanted: number => root.frameWanted(number)
            onRecordWanted: seq => root.recordWanted(seq)
        }
    }
    PlainText {
        width: parent.width
        visible: root.findings.full
        content: qsTr("More findings were not kept.")
        color: Theme.muted
        wrapMode: Text.Wrap
    }
    SlideSwitch {
        objectName: "strictSwitch"
        visible: root.findings.strictRows > 0
        text: qsTr("Strict readings, too (%1)").arg(root.findings.strictRows)
        hint: qsTr("Rules that implementers read differently")
        checked: root.findings.strict
        onToggled: root.findings.strict = checked
    }
}
