// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import Ajar

// Lines of any text to read, scroll, select and copy: never rich text, nothing invisible in it.
ScrollView {
    id: root

    property string content
    property alias wrapMode: area.wrapMode
    property string label
    readonly property alias selected: area.selectedText
    property string highlight // its first place is selected and scrolled to

    property string highlightedIn // selecting says that the text has changed

    function showHighlight(): void {
        const place = highlight + "\n" + area.text
        if (place === highlightedIn)
            return
        highlightedIn = place
        const at = highlight.length > 0 ? area.text.toLowerCase().indexOf(highlight.toLowerCase()) : -1
        if (at >= 0)
            area.select(at, at + highlight.length)
        else
            area.deselect()
    }

    onHighlightChanged: showHighlight()

    clip: true
    contentWidth: wrapMode === TextArea.NoWrap ? area.implicitWidth : availableWidth
    background: Rectangle {
        color: Theme.field
        border.color: area.activeFocus ? Theme.accent : Theme.border
        radius: Theme.radius
    }

    TextArea {
        id: area

        text: Plain.block(root.content)
        textFormat: TextEdit.PlainText
        readOnly: true
        selectByMouse: true
        persistentSelection: root.highlight.length > 0
        onTextChanged: if (root.highlight.length > 0) root.showHighlight()
        color: Theme.text
        selectionColor: Theme.accent
        selectedTextColor: Theme.accentInk
        font.family: Theme.mono
        font.pixelSize: Theme.monoSize
        padding: Theme.gap
        background: null
        wrapMode: TextArea.WrapAnywhere
        activeFocusOnTab: true
        KeyNavigation.priority: KeyNavigation.BeforeItem
        Accessible.name: root.label
        Accessible.readOnly: true
    }
}
