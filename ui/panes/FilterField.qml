// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Ajar

// The line in which the filter is written: what is wrong is marked, what could follow is offered.
InputField {
    id: root

    required property FrameModel frames
    required property FilterForm form
    readonly property bool wrong: form.problem.length > 0
    readonly property bool set: frames.filtered && form.text === frames.filter
    property bool quiet: true // Escape has put the choices away
    readonly property bool offers: !quiet && activeFocus && (root.form.choices.count > 0 || root.wrong)

    signal done

    function edit(): void {
        forceActiveFocus()
        selectAll()
    }
    function accept(index: int): void {
        const whole = form.choices.whole
        cursorPosition = form.accept(index)
        if (whole)
            form.apply()
    }
    function stepBack(): void {
        if (choices.visible)
            quiet = true
        else if (text.length > 0 || frames.filtered)
            form.clear()
        else
            root.done()
    }

    objectName: "filterField"
    text: root.form.text
    label: qsTr("Filter")
    problem: root.form.problem
    saysProblem: false
    placeholderText: qsTr("Filter: a word, /pattern/i, op:close code!=1000, len>1k …")
    rightPadding: clear.visible ? clear.width + Theme.gap : Theme.gap
    Keys.priority: Keys.BeforeItem
    Keys.onPressed: event => {
        event.accepted = true
        if (event.key === Qt.Key_Escape)
            root.stepBack()
        else if (event.key === Qt.Key_Down && text.length === 0 && root.form.choices.count === 0) {
            quiet = false
            root.form.showHistory()
            choices.move(1)
        } else if ((event.key === Qt.Key_Down || event.key === Qt.Key_Up) && choices.visible)
            choices.move(event.key === Qt.Key_Down ? 1 : -1)
        else if (event.key === Qt.Key_Tab && choices.visible && root.form.choices.count > 0)
            root.accept(Math.max(choices.current, 0))
        else if (event.key === Qt.Key_Space && event.modifiers === Qt.ControlModifier) {
            quiet = false
            root.form.complete(cursorPosition)
        } else if (event.key === Qt.Key_Return || event.key === Qt.Key_Enter) {
            if (event.modifiers !== Qt.NoModifier && event.modifiers !== Qt.KeypadModifier)
                event.accepted = false
            else if (choices.visible && choices.current >= 0)
                root.accept(choices.current)
            else
                quiet = !root.wrong && root.form.apply()
        } else
            event.accepted = false
    }
    onTextEdited: {
        root.form.text = text
        quiet = text.length === 0
        if (quiet)
            root.form.clear()
        else
            root.form.complete(cursorPosition)
    }
    onActiveFocusChanged: if (!activeFocus) quiet = true
    onQuietChanged: if (quiet) root.form.hideChoices()
    background: Rectangle {
        objectName: "filterGround"
        color: root.wrong ? Theme.findingGround : root.set ? Qt.tint(Theme.field, Qt.alpha(Theme.received, 0.12)) : Theme.field
        border.color: root.wrong ? Theme.danger : root.frames.searching ? Theme.amber : root.set ? Theme.received : root.activeFocus ? Theme.accent : Theme.border
        border.width: root.wrong || root.frames.searching || root.activeFocus ? 2 : 1
        radius: Theme.radius

        Rectangle {
            anchors { left: parent.left; bottom: parent.bottom; margins: 1 }
            width: (parent.width - 2) * root.frames.searched
            height: 3
            visible: root.frames.searching || root.frames.searchPaused
            color: Theme.amber
        }
    }

    // Under the place that is wrong; where something is missing, under where it would stand.
    Rectangle {
        id: mark

        // It is asked for again when the text has scrolled or has become another one.
        readonly property real moved: root.cursorRectangle.x + root.contentWidth
        readonly property real from: placeOf(root.form.problemAt, moved)
        readonly property real to: placeOf(root.form.problemAt + root.form.problemLength, moved)

        function placeOf(position: int, _moved: real): real {
            return root.leftPadding + root.positionToRectangle(Math.min(position, root.length)).x
        }

        objectName: "filterMark"
        x: Math.max(0, Math.min(from, root.width - width))
        width: Math.max(Theme.gap, Math.min(to - from, root.width))
        y: root.height - height - 3
        height: 2
        visible: root.wrong
        color: Theme.danger
    }
    FlatButton {
        id: clear

        objectName: "filterClear"
        anchors { right: parent.right; rightMargin: Theme.smallGap; verticalCenter: parent.verticalCenter }
        visible: root.text.length > 0 || root.frames.filtered
        compact: true
        text: "✕"
        hint: qsTr("Show all rows (Escape)")
        Accessible.name: qsTr("Clear the filter")
        onClicked: root.form.clear()
    }
    FilterChoices {
        id: choices

        y: root.height
        width: Math.max(300, Math.min(520, root.width))
        visible: root.offers
        form: root.form
        onChosen: index => root.accept(index)
    }
}
