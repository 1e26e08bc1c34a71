// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import Ajar

// A switch that stands out in amber while it is on: it withholds something.
Switch {
    id: root

    property string hint
    readonly property int knob: 14
    readonly property int railWidth: 30

    implicitHeight: Theme.controlHeight - Theme.smallGap
    padding: 0
    spacing: Theme.gap - 2
    activeFocusOnTab: true
    opacity: enabled ? 1 : 0.5
    Accessible.name: text
    Accessible.description: hint

    indicator: Rectangle {
        implicitWidth: root.railWidth
        implicitHeight: root.knob + 4
        anchors.verticalCenter: parent.verticalCenter
        radius: height / 2
        color: root.checked ? Theme.amber : Theme.track
        border.color: root.visualFocus ? Theme.text : "transparent"
        border.width: 2

        Rectangle {
            x: root.checked ? parent.width - width - 2 : 2
            anchors.verticalCenter: parent.verticalCenter
            width: root.knob
            height: root.knob
            radius: width / 2
            color: Theme.knob
        }
    }
    contentItem: PlainText {
        leftPadding: root.railWidth + root.spacing
        content: root.text
        font.pixelSize: Theme.fontSize - 1
        Accessible.ignored: true
    }

    PlainToolTip {
        content: root.hint
        visible: root.hovered && root.hint.length > 0
    }
}
