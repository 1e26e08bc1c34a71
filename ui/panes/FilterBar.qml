// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import Ajar

// The filter over the frame table: one line, how far the search has come, and the filters that are kept.
Rectangle {
    id: root

    required property FrameModel frames
    required property FilterForm form
    required property FilterStore store
    readonly property bool wrong: form.problem.length > 0
    readonly property bool set: frames.filtered && form.text === frames.filter
    readonly property bool waiting: !wrong && form.text !== frames.filter // for Enter

    signal done

    function edit(): void {
        field.forceActiveFocus()
        field.selectAll()
    }
    function accept(index: int): void {
        const whole = form.choices.whole
        field.cursorPosition = form.accept(index)
        if (whole)
            form.apply()
    }
    function stepBack(): void {
        if (choices.visible)
            field.quiet = true
        else if (field.text.length > 0 || frames.filtered)
            form.clear()
        else
            root.done()
    }

    implicitHeight: Theme.controlHeight + Theme.gap + Theme.line
    color: Theme.window

    InputField {
        id: field

        property bool quiet: true // Escape has put the choices away
        readonly property bool offers: !quiet && activeFocus && (root.form.choices.count > 0 || root.wrong)

        objectName: "filterField"
        anchors { left: parent.left; leftMargin: Theme.gap; right: side.left; rightMargin: Theme.gap; verticalCenter: parent.verticalCenter }
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
            border.color: root.wrong ? Theme.danger : root.frames.searching ? Theme.amber : root.set ? Theme.received : field.activeFocus ? Theme.accent : Theme.border
            border.width: root.wrong || root.frames.searching || field.activeFocus ? 2 : 1
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
            readonly property real moved: field.cursorRectangle.x + field.contentWidth
            readonly property real from: placeOf(root.form.problemAt, moved)
            readonly property real to: placeOf(root.form.problemAt + root.form.problemLength, moved)

            function placeOf(position: int, _moved: real): real {
                return field.leftPadding + field.positionToRectangle(Math.min(position, field.length)).x
            }

            objectName: "filterMark"
            x: Math.max(0, Math.min(from, field.width - width))
            width: Math.max(Theme.gap, Math.min(to - from, field.width))
            y: field.height - height - 3
            height: 2
            visible: root.wrong
            color: Theme.danger
        }
        FlatButton {
            id: clear

            objectName: "filterClear"
            anchors { right: parent.right; rightMargin: Theme.smallGap; verticalCenter: parent.verticalCenter }
            visible: field.text.length > 0 || root.frames.filtered
            compact: true
            text: "✕"
            hint: qsTr("Show all rows (Escape)")
            Accessible.name: qsTr("Clear the filter")
            onClicked: root.form.clear()
        }
        FilterChoices {
            id: choices

            y: field.height
            width: Math.max(300, Math.min(520, field.width))
            visible: field.offers
            form: root.form
            onChosen: index => root.accept(index)
        }
    }
    Row {
        id: side

        anchors { right: parent.right; rightMargin: Theme.gap; verticalCenter: parent.verticalCenter }
        spacing: Theme.smallGap

        PlainText {
            objectName: "filterCount"
            anchors.verticalCenter: parent.verticalCenter
            rightPadding: Theme.smallGap
            visible: root.frames.filtered
            content: root.frames.searching || root.frames.searchPaused ? qsTr("%1 · %2 %").arg(root.frames.countText).arg(Math.floor(root.frames.searched * 100)) : root.frames.currentHidden ? qsTr("%1 · selected row hidden").arg(root.frames.countText) : root.frames.countText
            color: Theme.muted
        }
        PlainText {
            objectName: "filterNote"
            anchors.verticalCenter: parent.verticalCenter
            width: Math.min(implicitWidth, 180)
            visible: content.length > 0
            content: root.frames.searchNote
            color: Theme.danger
            font.pixelSize: Theme.smallSize

            HoverHandler {
                id: over
            }
            PlainToolTip {
                content: root.frames.searchNote
                visible: over.hovered
            }
        }
        FlatButton {
            objectName: "filterStop"
            visible: root.frames.searching || root.frames.searchPaused
            text: root.frames.searchPaused ? qsTr("Go on") : qsTr("Stop")
            hint: root.frames.searchPaused ? qsTr("Look through the rest of the rows") : qsTr("Stop the search; what was found stays")
            onClicked: root.frames.searchPaused = !root.frames.searchPaused
        }
        FlatButton {
            objectName: "filterApply"
            visible: root.waiting
            primary: true
            text: qsTr("Apply")
            hint: qsTr("Show the rows that match (Enter)")
            onClicked: root.form.apply()
        }
        FlatButton {
            id: savedButton

            objectName: "filterSaved"
            text: qsTr("Filters ▾")
            hint: qsTr("Saved filters and the last ones that were used")
            quiet: saved.visible
            onClicked: saved.visible ? saved.close() : saved.open()
        }
    }
    SavedFiltersPopup {
        id: saved

        x: root.width - width - Theme.gap
        y: root.height
        form: root.form
        store: root.store
    }
    Rectangle {
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        height: Theme.line
        color: Theme.border
    }
}
