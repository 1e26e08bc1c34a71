// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import Ajar

// The window: what it holds and where each part stands.
ApplicationWindow {
    id: root

    required property Sessions sessions
    required property Start start
    readonly property bool narrow: width < Theme.narrowWidth
    readonly property real leftWidth: narrow ? 178 : 232
    readonly property real rightWidth: Math.max(252, Math.min(372, width * 0.26))
    readonly property real actHeight: height < 700 ? 204 : 228
    readonly property bool empty: sessions.current === null
    property alias form: form
    property alias frames: frames
    property alias filterParts: filterParts
    property alias detail: detail
    property alias rowMenu: rowMenu
    property alias marks: marks
    property alias besidePopup: besidePopup

    function startDemo(): void {
        const url = start.startDemo()
        if (url.length === 0)
            return
        controls.withholdClose = true
        form.url = url
        form.submit()
    }

    width: 1440
    height: 900
    minimumWidth: 900
    minimumHeight: 600
    visible: true
    title: sessions.sessionName.length > 0 ? qsTr("%1 — Ajar").arg(sessions.sessionName) : qsTr("Ajar")
    color: Theme.window
    palette {
        window: Theme.window
        windowText: Theme.text
        base: Theme.field
        text: Theme.text
        button: Theme.field
        buttonText: Theme.text
        mid: Theme.track
        dark: Theme.accent
        highlight: Theme.accent
        highlightedText: Theme.accentInk
        placeholderText: Theme.muted
    }
    Component.onCompleted: {
        controls.withholdClose = start.withholdClose
        if (start.sessionFile.length > 0)
            sessions.imports.take(start.sessionFile)
        form.url = start.url
        if (start.url.length > 0)
            form.submit()
        else
            bar.focusUrl()
    }

    Controls { id: controls; connection: root.sessions.current }
    ConnectForm { id: form; sessions: root.sessions; controls: controls }
    Composer { id: composer; connection: root.sessions.current }
    CloseForm { id: closeForm; connection: root.sessions.current }
    FrameModel { id: frames; connection: root.sessions.current }
    FilterStore { id: filterStore; folder: root.start.configFolder }
    FilterForm { id: filterForm; frames: frames; store: filterStore }
    FilterParts { id: filterParts; form: filterForm; frames: frames }
    GoToForm { id: goToForm; frames: frames }
    Marks { id: marks; sessions: root.sessions; frames: frames }
    Measure { id: measure; frames: frames }
    Find { id: find; frames: frames }
    Compare { id: compare; measure: measure }
    BesideView { id: beside; sessions: root.sessions }
    FileChooser {
        id: chooser
        onSessionChosen: path => root.sessions.openSession(path)
        onImportChosen: path => root.sessions.imports.take(path)
        onOtherEndChosen: path => besidePopup.show(path)
        onSaveChosen: path => root.sessions.saveAs(path)
        onContinueChosen: path => root.sessions.goOnIn(path)
        onPayloadChosen: path => composer.raw.payload = path
        onCertificatesChosen: (purpose, path) => form.opening[purpose] = path
    }
    Actions {
        id: actions
        sessions: root.sessions
        form: form
        composer: composer
        closeForm: closeForm
        frames: frames
        parts: filterParts
        chooser: chooser
        marks: marks
        measure: measure
        find: find
        onFindWanted: findBar.open()
        onNoteWanted: notePopup.edit()
        onCompareWanted: comparePopup.show()
        onUrlWanted: bar.focusUrl()
        onSessionsWanted: library.open()
        onExportWanted: exportPopup.open()
        onDemoWanted: root.startDemo()
        onRawFrameWanted: act.openRawFrame()
        onEditWanted: number => editPopup.editFrame(number)
        onFilterWanted: filterBar.edit()
        onGoToWanted: goToPopup.open()
    }
    HeldEdit { id: heldEdit; connection: root.sessions.current }
    NotePopup { id: notePopup; parent: root.contentItem; marks: marks; frames: frames }
    ComparePopup { id: comparePopup; parent: root.contentItem; compare: compare }
    BesidePopup {
        id: besidePopup
        parent: root.contentItem
        beside: beside
        onRecordWanted: seq => {
            frames.showRecord(seq)
            table.forceActiveFocus()
        }
    }
    EditPopup { id: editPopup; parent: root.contentItem; edit: heldEdit }
    ExportPopup { id: exportPopup; parent: root.contentItem; sessions: root.sessions; chooser: chooser }
    RowMenu { id: rowMenu; form: filterForm; frames: frames; actions: actions }
    GoToPopup { id: goToPopup; parent: root.contentItem; form: goToForm }
    SessionsPopup { id: library; parent: root.contentItem; sessions: root.sessions; actions: actions }

    ConnectBar {
        id: bar
        width: parent.width
        sessions: root.sessions
        form: form
        chooser: chooser
        actions: actions
    }
    BannerPane {
        id: banner
        y: bar.height
        width: parent.width
        sessions: root.sessions
        onReviewWanted: library.review()
        onAnotherFileWanted: chooser.continueSession()
    }
    ConnectionsPane {
        id: connections
        anchors { left: parent.left; top: banner.bottom; bottom: status.top }
        width: root.leftWidth
        sessions: root.sessions
    }
    TimelinePane {
        id: timeline
        anchors { left: connections.right; right: detail.left; top: banner.bottom }
        height: root.height < 700 ? 128 : 156
        visible: !root.empty
        sessions: root.sessions
        frames: frames
        parts: filterParts
    }
    FilterBar {
        id: filterBar
        anchors { left: connections.right; right: detail.left; top: timeline.bottom }
        visible: !root.empty
        frames: frames
        form: filterForm
        parts: filterParts
        store: filterStore
        actions: actions
        onDone: table.forceActiveFocus()
    }
    FrameTable {
        id: table
        objectName: "frameTable"
        anchors { left: connections.right; right: detail.left; top: filterBar.bottom; bottom: findBar.top }
        visible: !root.empty
        marks: marks
        measure: measure
        onMenuWanted: (seq, cell, from, x, y) => rowMenu.openFor(seq, cell, from, x, y)
        onEditWanted: number => editPopup.editFrame(number)
        frames: frames
        sessions: root.sessions
    }
    FindBar {
        id: findBar
        objectName: "findBar"
        anchors { left: table.left; right: table.right; bottom: held.top }
        find: find
        onClosed: table.forceActiveFocus()
    }
    EmptyPane {
        anchors { left: connections.right; right: detail.left; top: banner.bottom; bottom: act.top }
        visible: root.empty
        actions: actions
        start: root.start
        sessions: root.sessions
        onUrlChosen: url => {
            form.url = url
            bar.focusUrl()
        }
    }
    DetailPane {
        id: detail
        anchors { right: parent.right; top: banner.bottom; bottom: root.narrow ? act.top : status.top }
        width: root.rightWidth
        sessions: root.sessions
        frames: frames
        marks: marks
        find: find
    }
    HeldStrip {
        id: held
        anchors { left: act.left; right: act.right; bottom: act.top }
        connection: root.sessions.current
        controls: controls
        actions: actions
    }
    ActPane {
        id: act
        anchors { left: connections.right; right: root.narrow ? parent.right : detail.left; bottom: status.top }
        height: root.actHeight
        composer: composer
        closeForm: closeForm
        controls: controls
        actions: actions
        chooser: chooser
    }
    StatusPane {
        id: status
        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        sessions: root.sessions
        measure: measure
    }
    DropPane {
        anchors.fill: parent
        imports: root.sessions.imports
    }
}
