// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import Ajar

// The frames of the current connection: a view of as many rows as fit, a scroll bar over all.
FocusScope {
    id: root

    required property FrameModel frames
    required property Sessions sessions
    required property Marks marks
    required property Measure measure
    readonly property FrameColumns columns: FrameColumns {
        tableWidth: root.width - bar.width
        digits: (root.sessions.current?.frameCount ?? "").replace(/[^0-9]/g, "").length
        compressed: root.sessions.current?.compressed ?? false
    }
    readonly property real fraction: frames.total > 0 ? Math.min(1, frames.visibleRows / frames.total) : 1
    property real turned: 0 // rows by which the wheel has been turned

    signal editWanted(double number)
    signal menuWanted(double seq, string cell, Item from, real x, real y)

    // All that the wheel has been turned meanwhile at once; less than a row waits for more.
    function turn(): void {
        const rows = Math.trunc(turned)
        turned -= rows
        frames.scrollBy(rows)
    }
    // By key it is about the whole row.
    function openMenu(): void {
        const place = frames.currentPlace
        if (place >= 0)
            root.menuWanted(frames.currentSeq, "", view, columns.number, (place + 1) * Theme.rowHeight)
    }

    Accessible.role: Accessible.Table
    Accessible.name: qsTr("Frames")
    activeFocusOnTab: true

    Keys.onUpPressed: event => event.modifiers & Qt.ShiftModifier ? measure.moveSecond(-1) : frames.moveCurrent(-1)
    Keys.onDownPressed: event => event.modifiers & Qt.ShiftModifier ? measure.moveSecond(1) : frames.moveCurrent(1)
    Keys.onRightPressed: frames.setExpanded(frames.currentSeq, true)
    Keys.onLeftPressed: frames.setExpanded(frames.currentSeq, false)
    Keys.onPressed: event => {
        event.accepted = true
        switch (event.key) {
        case Qt.Key_PageUp: frames.moveCurrent(-frames.visibleRows); break
        case Qt.Key_PageDown: frames.moveCurrent(frames.visibleRows); break
        case Qt.Key_Home: frames.selectFirst(); break
        case Qt.Key_End: frames.selectLast(); break
        case Qt.Key_Menu: root.openMenu(); break
        case Qt.Key_F10:
            event.accepted = event.modifiers === Qt.ShiftModifier
            if (event.accepted)
                root.openMenu()
            break
        default: event.accepted = false
        }
    }

    FrameHeaderRow {
        id: header

        width: parent.width
        columns: root.columns
        frames: root.frames
    }
    ListView {
        id: view

        objectName: "frameView"
        anchors { left: parent.left; right: bar.left; top: header.bottom; bottom: parent.bottom }
        interactive: false
        clip: true
        focus: true
        model: root.frames
        reuseItems: false
        onHeightChanged: root.frames.visibleRows = Math.floor(height / Theme.rowHeight)
        delegate: FrameRow {
            id: row

            width: view.width
            columns: root.columns
            selected: seq === root.frames.currentSeq
            focused: root.activeFocus
            second: seq > 0 && seq === root.measure.second
            mark: root.marks.revision >= 0 ? root.marks.colour(seq) : -1
            note: root.marks.revision >= 0 ? root.marks.note(seq) : ""
            onChosen: {
                root.forceActiveFocus()
                root.frames.select(seq)
            }
            onMenuWanted: (cell, x, y) => root.menuWanted(seq, cell, view, x, row.y + y)
            onSecondChosen: {
                root.forceActiveFocus()
                root.measure.second = seq
            }
            onFoldWanted: root.frames.toggleExpanded(seq)
            onReleaseWanted: root.sessions.current.release(number)
            onEditWanted: root.editWanted(number)
            onDropWanted: root.sessions.current.drop(number)
        }
    }
    WheelHandler {
        acceptedDevices: PointerDevice.Mouse | PointerDevice.TouchPad
        onWheel: event => {
            root.turned -= event.angleDelta.y / 40
            Qt.callLater(root.turn)
        }
    }
    ScrollBar {
        id: bar

        objectName: "frameScrollBar"
        anchors { right: parent.right; top: header.bottom; bottom: parent.bottom }
        orientation: Qt.Vertical
        policy: root.fraction < 1 ? ScrollBar.AlwaysOn : ScrollBar.AlwaysOff
        minimumSize: 0.06
        size: root.fraction
        onPositionChanged: if (pressed) root.frames.scrollTo(position * root.frames.total)
        Accessible.name: qsTr("Frames")

        Binding on position {
            when: !bar.pressed
            value: root.frames.total > 0 ? root.frames.firstRow / root.frames.total : 0
        }
    }
    MarkTicks {
        objectName: "markTicks"
        anchors.fill: bar
        visible: bar.size < 1 && !root.frames.messages
        marks: root.marks
    }
    FlatButton {
        objectName: "newPill"
        anchors { horizontalCenter: view.horizontalCenter; bottom: parent.bottom; bottomMargin: Theme.gap }
        visible: !root.frames.following
        primary: true
        text: root.frames.newRows > 0 ? qsTr("▼ %1 new").arg(root.frames.newRows) : qsTr("▼ Follow")
        hint: qsTr("Go to the newest row and stay there (End)")
        onClicked: root.frames.follow()
    }
    PlainText {
        anchors.centerIn: view
        visible: root.frames.total === 0
        content: !root.frames.filtered ? qsTr("Nothing has come or gone yet") : root.frames.searching ? qsTr("Searching…") : qsTr("No row matches the filter")
        color: Theme.muted
    }
    Rectangle {
        anchors.fill: view
        color: "transparent"
        border.color: Theme.accent
        visible: root.activeFocus
    }
}
