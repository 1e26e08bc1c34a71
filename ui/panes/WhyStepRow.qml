// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Ajar

// One step: filled when it happened, hollow while it is held, small and pale when it is expected.
Item {
    id: root

    required property int marker // WhyStep::Marker: filled, hollow, expected
    required property string key
    required property string content
    required property string aside
    required property double frame
    readonly property bool expected: marker === 2
    readonly property color ink: expected || key.length === 0 ? Theme.muted : Theme.stateColor(key)
    readonly property bool linked: frame > 0

    signal chosen

    height: Math.max(Theme.rowHeight + 2, words.implicitHeight + Theme.smallGap)
    activeFocusOnTab: linked
    Keys.onReturnPressed: if (linked) chosen()
    Accessible.role: linked ? Accessible.Link : Accessible.StaticText
    Accessible.name: aside.length > 0 ? qsTr("%1, %2").arg(content).arg(aside) : content
    Accessible.onPressAction: root.chosen()

    Rectangle {
        id: dot

        x: root.expected ? 1 : 0
        anchors.verticalCenter: parent.verticalCenter
        width: root.expected ? 8 : 10
        height: width
        radius: width / 2
        color: root.marker === 0 ? root.ink : "transparent"
        border.color: root.ink
        border.width: root.expected ? 1 : 2
    }
    PlainText {
        id: words

        anchors { left: parent.left; leftMargin: 20; right: tail.left; rightMargin: Theme.gap; verticalCenter: parent.verticalCenter }
        content: root.content
        wrapMode: Text.Wrap
        color: root.expected ? Theme.muted : root.key === "aborted" ? Theme.danger : Theme.text
        Accessible.ignored: true
    }
    PlainText {
        id: tail

        anchors { right: parent.right; verticalCenter: parent.verticalCenter }
        content: root.aside
        color: root.linked ? Theme.accent : Theme.text
        font.underline: root.linked && (mouse.containsMouse || root.activeFocus)
        font.family: Theme.mono
        font.pixelSize: Theme.monoSize
        Accessible.ignored: true
    }
    MouseArea {
        id: mouse

        anchors.fill: parent
        enabled: root.linked
        hoverEnabled: true
        cursorShape: Qt.PointingHandCursor
        onClicked: root.chosen()
    }
}
