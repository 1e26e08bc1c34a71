// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import Ajar

// Lines to type into; Tab leaves it.
ScrollView {
    id: root

    property alias text: area.text
    property alias placeholder: area.placeholderText
    property string label
    property string problem

    property bool enterAccepts: false // Shift+Enter begins a line

    signal edited
    signal accepted

    function takeEnter(event: var): void {
        event.accepted = enterAccepts && !(event.modifiers & Qt.ShiftModifier)
        if (event.accepted)
            accepted()
    }

    function focusInput(): void {
        area.forceActiveFocus()
    }

    clip: true
    background: Rectangle {
        color: Theme.field
        border.color: root.problem.length > 0 ? Theme.danger : area.activeFocus ? Theme.accent : Theme.border
        border.width: root.problem.length > 0 || area.activeFocus ? 2 : 1
        radius: Theme.radius
    }

    TextArea {
        id: area

        objectName: root.objectName.length > 0 ? root.objectName + "Area" : ""
        textFormat: TextEdit.PlainText
        color: Theme.text
        placeholderTextColor: Theme.muted
        selectionColor: Theme.accent
        selectedTextColor: Theme.accentInk
        selectByMouse: true
        font.family: Theme.mono
        font.pixelSize: Theme.monoSize
        padding: Theme.gap
        wrapMode: TextArea.Wrap
        background: null
        KeyNavigation.priority: KeyNavigation.BeforeItem
        KeyNavigation.tab: area.nextItemInFocusChain()
        KeyNavigation.backtab: area.nextItemInFocusChain(false)
        Accessible.name: root.label
        Accessible.description: root.problem
        onTextChanged: root.edited()
        Keys.onReturnPressed: event => root.takeEnter(event)
        Keys.onEnterPressed: event => root.takeEnter(event)
    }
}
