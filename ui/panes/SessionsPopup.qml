// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Ajar

// The library: every session of the sessions folder, to be found, opened, renamed and deleted.
PopupPanel {
    id: root

    required property Sessions sessions
    required property Actions actions
    readonly property Library library: sessions.library
    readonly property SessionList list: library.list

    // Shows what would have to go for the size limit.
    function review(): void {
        open()
        library.selectTooMuch()
        view.forceActiveFocus()
    }
    function openRow(row: int): void {
        const path = list.pathAt(row)
        if (path.length === 0)
            return
        close() // what is wrong with it stands in the window
        sessions.openSession(path)
    }
    function move(row: int, modifiers: int): void {
        if (row < 0 || row >= view.count)
            return
        view.currentIndex = row
        choose(row, modifiers)
    }
    function choose(row: int, modifiers: int): void {
        if (modifiers & Qt.ControlModifier)
            list.toggle(row)
        else if (modifiers & Qt.ShiftModifier)
            list.selectTo(row)
        else
            list.selectOnly(row)
    }
    function rename(): void {
        if (view.currentIndex >= 0)
            footer.rename(list.pathAt(view.currentIndex), list.titleAt(view.currentIndex))
    }

    width: Math.min(1080, (parent?.width ?? 0) - Theme.margin * 2)
    height: Math.min(680, (parent?.height ?? 0) - Theme.margin * 2)
    anchors.centerIn: parent
    modal: true
    onAboutToShow: {
        list.search = ""
        search.text = ""
        footer.renamed = ""
        library.watched = true
    }
    onOpened: if (list.selectedCount === 0) {
        search.forceActiveFocus()
        view.currentIndex = 0
        list.selectOnly(0)
    }
    onClosed: {
        library.watched = false
        list.selectOnly(-1)
    }

    Connections {
        target: root.sessions

        function onCurrentChanged(): void {
            root.close()
        }
    }
    SessionColumns { id: widths; total: view.width }
    DeleteSessionsPopup { parent: root.parent; removal: root.library.removal }

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.gap

        RowLayout {
            spacing: Theme.gap

            PlainText {
                content: qsTr("Sessions")
                font.bold: true
                font.pixelSize: Theme.titleSize
            }
            InputField {
                id: search

                objectName: "sessionSearch"
                Layout.fillWidth: true
                label: qsTr("Search sessions")
                placeholderText: qsTr("name, address or outcome")
                onTextEdited: {
                    root.list.search = text
                    root.move(0, Qt.NoModifier)
                }
                onAccepted: root.openRow(Math.max(view.currentIndex, 0))
                Keys.onDownPressed: {
                    view.forceActiveFocus()
                    root.move(Math.max(view.currentIndex, 0), Qt.NoModifier)
                }
            }
            FlatButton {
                objectName: "openFileButton"
                action: root.actions.openFile
                hint: qsTr("A session from another folder")
            }
            FlatButton {
                action: root.actions.importFile
                hint: qsTr("What Ajar or another program exported")
            }
        }
        SessionHeaderRow {
            Layout.fillWidth: true
            list: root.list
            columns: widths
        }
        ListView {
            id: view

            objectName: "sessionList"
            Layout.fillWidth: true
            Layout.fillHeight: true
            clip: true
            model: root.list
            highlightMoveDuration: 0
            boundsBehavior: Flickable.StopAtBounds
            activeFocusOnTab: true
            keyNavigationEnabled: false
            Accessible.role: Accessible.List
            Accessible.name: qsTr("Sessions")
            ScrollBar.vertical: ScrollBar {}
            Keys.onPressed: event => {
                const page = Math.max(1, Math.floor(height / (Theme.rowHeight * 2)) - 1)
                const steps = {[Qt.Key_Up]: -1, [Qt.Key_Down]: 1, [Qt.Key_PageUp]: -page, [Qt.Key_PageDown]: page, [Qt.Key_Home]: -count, [Qt.Key_End]: count}
                event.accepted = true
                if (event.key in steps)
                    root.move(Math.min(Math.max(currentIndex + steps[event.key], 0), count - 1), event.modifiers & Qt.ShiftModifier)
                else if (event.key === Qt.Key_Return || event.key === Qt.Key_Enter)
                    root.openRow(currentIndex)
                else if (event.key === Qt.Key_Delete)
                    root.library.removeSelected()
                else if (event.key === Qt.Key_F2)
                    root.rename()
                else if (event.key === Qt.Key_Space)
                    root.list.toggle(currentIndex)
                else if (event.matches(StandardKey.SelectAll))
                    root.list.selectAll()
                else
                    event.accepted = false
            }

            delegate: SessionRow {
                width: view.width
                columns: widths
                focused: view.activeFocus
                onChosen: modifiers => {
                    view.forceActiveFocus()
                    root.move(index, modifiers)
                }
                onOpenWanted: root.openRow(index)
            }

            PlainText {
                anchors.centerIn: parent
                visible: view.count === 0 && !root.library.scanning
                content: root.list.all > 0 ? qsTr("No session fits the search.") : qsTr("No session has been recorded yet: connect to an address, or open a file.")
                color: Theme.muted
            }
        }
        SessionsFooter {
            id: footer

            Layout.fillWidth: true
            library: root.library
            onOpenWanted: root.openRow(view.currentIndex)
            onRenameWanted: root.rename()
            onRenameEnded: view.forceActiveFocus()
            onShowWanted: root.library.showInFolder(root.list.pathAt(Math.max(view.currentIndex, 0)))
        }
    }
}
