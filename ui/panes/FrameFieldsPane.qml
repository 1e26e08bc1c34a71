// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import Ajar

// The selected frame's header: its bits as RFC 6455 5.2 draws them, then each field's value.
ScrollView {
    id: root

    required property FrameDetail detail

    contentWidth: availableWidth
    clip: true

    FindingList {
        id: findings

        connection: root.detail.connection
        seq: root.detail.seq
        strict: true
    }
    Column {
        width: root.availableWidth
        spacing: Theme.margin

        PlainText {
            width: parent.width
            content: root.detail.title
            wrapMode: Text.Wrap
            font.bold: root.detail.frame
        }
        Flow {
            id: bits

            width: parent.width
            visible: root.detail.frame

            Repeater {
                model: root.detail.fields

                BitBox {
                    // sixteen bits a line, longer fields over the whole width
                    unit: bits.width / 16
                }
            }
        }
        Column {
            width: parent.width
            visible: root.detail.frame

            Repeater {
                model: root.detail.fields

                FieldRow {
                    width: bits.width
                }
            }
        }
        FindingsList {
            width: parent.width
            visible: root.detail.seq > 0 && findings.rows > 0
            findings: findings
            linked: false
        }
    }
}
