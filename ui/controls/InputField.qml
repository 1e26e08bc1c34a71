// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import Ajar

// A line to type into; `problem` marks it and says why.
TextField {
    id: root

    property string problem
    property string label
    property bool saysProblem: true // in a tool tip; false where it stands nearby

    implicitHeight: Theme.controlHeight
    topPadding: 0
    bottomPadding: 0
    leftPadding: Theme.gap
    rightPadding: Theme.gap
    verticalAlignment: TextInput.AlignVCenter
    color: Theme.text
    placeholderTextColor: Theme.muted
    selectionColor: Theme.accent
    selectedTextColor: Theme.accentInk
    selectByMouse: true
    autoScroll: activeFocus
    font.family: Theme.mono
    font.pixelSize: Theme.monoSize
    opacity: enabled ? 1 : 0.5
    Accessible.name: label
    Accessible.description: problem

    background: Rectangle {
        color: Theme.field
        border.color: root.problem.length > 0 ? Theme.danger : root.activeFocus ? Theme.accent : Theme.border
        border.width: root.problem.length > 0 || root.activeFocus ? 2 : 1
        radius: Theme.radius
    }

    PlainToolTip {
        content: root.problem
        visible: root.saysProblem && root.problem.length > 0 && (root.hovered || root.activeFocus)
        delay: 0
    }
}
