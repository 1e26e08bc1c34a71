// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Ajar

// A broken rule: its level in words, what it asks for, how often and where it was broken.
FocusScope {
    id: root

    required property string ruleId
    required property string title
    required property string level // MUST, SHOULD, note or strict
    required property string levelWords
    required property string section
    required property string sentence
    required property string who
    required property string detail
    required property var numbers // of the first frames
    required property double seq
    property bool linked: true
    readonly property color ink: Theme.levelColor(level)

    signal frameWanted(double number)
    signal recordWanted(double seq)

    height: body.height + Theme.gap
    Accessible.role: Accessible.ListItem
    Accessible.name: qsTr("%1: %2, %3, %4. %5 %6").arg(levelWords).arg(title).arg(section).arg(who).arg(sentence).arg(detail)
    Accessible.onPressAction: root.recordWanted(root.seq)
    activeFocusOnTab: linked
    Keys.onReturnPressed: if (linked) recordWanted(seq)

    Rectangle {
        anchors.fill: parent
        anchors.margins: -2
        radius: Theme.radius
        color: mouse.containsMouse ? Theme.hover : "transparent"
        border.color: root.activeFocus ? Theme.accent : "transparent"
    }
    MouseArea {
        id: mouse

        anchors.fill: parent
        enabled: root.linked
        hoverEnabled: true
        cursorShape: Qt.PointingHandCursor
        onClicked: root.recordWanted(root.seq)
    }
    Column {
        id: body

        width: parent.width
        spacing: Theme.smallGap / 2

        RowLayout {
            width: parent.width
            spacing: Theme.smallGap + 2

            Rectangle {
                Layout.alignment: Qt.AlignTop
                implicitWidth: badge.implicitWidth + Theme.gap
                implicitHeight: badge.implicitHeight + 2
                color: "transparent"
                border.color: root.ink
                radius: Theme.radius - 2

                PlainText {
                    id: badge

                    objectName: "level-" + root.ruleId
                    anchors.centerIn: parent
                    content: root.levelWords
                    color: root.ink
                    font.pixelSize: Theme.smallSize
                    font.bold: true
                    Accessible.ignored: true
                }
            }
            PlainText {
                objectName: "finding-" + root.ruleId
                Layout.fillWidth: true
                content: root.title
                color: root.ink
                wrapMode: Text.Wrap
                font.bold: true
                Accessible.ignored: true
            }
        }
        PlainText {
            width: parent.width
            content: root.sentence
            wrapMode: Text.Wrap
            Accessible.ignored: true
        }
        PlainText {
            objectName: "detail-" + root.ruleId
            width: parent.width
            visible: content.length > 0
            content: root.detail
            wrapMode: Text.Wrap
            color: Theme.muted
            Accessible.ignored: true
        }
        Flow {
            width: parent.width
            spacing: Theme.gap

            PlainText {
                content: root.section.length > 0 ? qsTr("%1 · %2 · %3").arg(root.section).arg(root.who).arg(root.ruleId) : qsTr("%1 · %2").arg(root.who).arg(root.ruleId)
                width: Math.min(implicitWidth, body.width)
                color: Theme.muted
                wrapMode: Text.Wrap
                font.pixelSize: Theme.smallSize
                Accessible.ignored: true
            }
            Repeater {
                model: root.linked ? root.numbers : []

                PlainText {
                    id: link

                    required property double modelData

                    objectName: "finding-" + root.ruleId + "-" + modelData
                    content: "#" + modelData
                    color: Theme.accent
                    font.family: Theme.mono
                    font.pixelSize: Theme.smallSize
                    font.underline: hover.containsMouse || activeFocus
                    activeFocusOnTab: true
                    Keys.onReturnPressed: root.frameWanted(modelData)
                    Accessible.role: Accessible.Link
                    Accessible.name: qsTr("Frame %1").arg(modelData)
                    Accessible.onPressAction: root.frameWanted(modelData)

                    MouseArea {
                        id: hover

                        anchors.fill: parent
                        hoverEnabled: true
                        cursorShape: Qt.PointingHandCursor
                        onClicked: root.frameWanted(link.modelData)
                    }
                }
            }
        }
    }
}
