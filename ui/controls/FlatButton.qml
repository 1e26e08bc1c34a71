// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import Ajar

// The window's button: plain, primary or dangerous, with its Action's words and shortcut.
Button {
    id: root

    property bool primary: false
    property bool danger: false
    property bool compact: false
    property string hint
    property bool quiet: false // while something else stands where its tool tip would
    readonly property color fill: danger ? Theme.danger : Theme.accent
    readonly property bool filled: (primary || danger) && enabled

    implicitHeight: compact ? Theme.rowHeight - Theme.smallGap : Theme.controlHeight
    leftPadding: compact ? Theme.gap - 2 : Theme.gap + 2
    rightPadding: leftPadding
    topPadding: 0
    bottomPadding: 0
    activeFocusOnTab: true
    opacity: enabled ? 1 : 0.5

    Accessible.name: hint.length > 0 && text.length < 2 ? hint : text
    Accessible.description: hint

    contentItem: PlainText {
        content: root.text
        color: root.filled ? Theme.accentInk : Theme.text
        font.pixelSize: root.compact ? Theme.smallSize : Theme.fontSize - 1
        font.bold: root.primary || root.danger
        horizontalAlignment: Text.AlignHCenter
        Accessible.ignored: true
    }
    background: Rectangle {
        readonly property color ground: root.filled ? root.fill : root.checked ? Theme.selection : Theme.field

        color: root.down ? Qt.darker(ground, 1.12) : root.hovered ? Qt.darker(ground, 1.04) : ground
        border.color: root.visualFocus ? Theme.text : root.filled ? root.fill : Theme.border
        border.width: root.visualFocus ? 2 : 1
        radius: Theme.radius
    }

    PlainToolTip {
        content: root.hint
        visible: root.hovered && !root.down && !root.quiet && root.hint.length > 0
    }
}
