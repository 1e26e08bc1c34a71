// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import Ajar

// Why the connection is in the state it is in, step by step, and what comes next.
ScrollView {
    id: root

    property Connection connection: null
    readonly property string stateKey: connection?.stateKey ?? ""

    signal frameWanted(double number)
    signal recordWanted(double seq)

    contentWidth: availableWidth
    clip: true

    Why {
        id: why

        connection: root.connection
    }
    Handshake {
        id: handshake

        connection: root.connection
    }
    FindingList {
        id: findings

        connection: root.connection
    }
    Column {
        width: root.availableWidth
        spacing: Theme.margin

        component Heading: PlainText {
            width: parent?.width ?? 0
            visible: content.length > 0
            font.bold: true
            Accessible.role: Accessible.Heading
        }
        component Paragraph: PlainText {
            width: parent?.width ?? 0
            visible: content.length > 0
            wrapMode: Text.Wrap
            lineHeight: 1.2
        }

        Row {
            width: parent.width
            spacing: Theme.gap
            visible: root.connection !== null

            Door {
                width: 22
                height: 26
                state: root.stateKey
                color: Theme.stateColor(root.stateKey)
                ground: Theme.window
            }
            Heading {
                objectName: "headline"
                width: parent.width - 30
                content: root.connection?.headline ?? ""
                color: Theme.stateText(root.stateKey)
                font.pixelSize: Theme.titleSize
                wrapMode: Text.Wrap
            }
        }
        Paragraph {
            objectName: "whySentence"
            content: why.sentence
        }
        Rectangle {
            width: parent.width
            height: steps.height + Theme.gap * 2
            visible: steps.height > 0
            color: "transparent"
            border.color: Theme.border
            radius: Theme.radius + 2

            Column {
                id: steps

                x: Theme.margin
                y: Theme.gap
                width: parent.width - Theme.margin * 2

                Repeater {
                    model: why

                    WhyStepRow {
                        width: steps.width
                        onChosen: root.frameWanted(frame)
                    }
                }
            }
        }
        PlainBlock {
            width: parent.width
            height: 260
            visible: root.stateKey === "refused" && handshake.response.length > 0
            label: qsTr("The server's answer")
            content: handshake.response + "\n\n" + handshake.body
        }
        Heading { content: why.expectation.length > 0 ? qsTr("What to expect") : "" }
        Paragraph { content: why.expectation }
        FindingsList {
            width: parent.width
            findings: findings
            onFrameWanted: number => root.frameWanted(number)
            onRecordWanted: seq => root.recordWanted(seq)
        }
        Paragraph {
            content: root.connection === null ? qsTr("Connect, or open a session, and this page says in which state the connection is and why.") : ""
            color: Theme.muted
        }
    }
}
