// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import Ajar

// Every command of the window, once: buttons, menu and shortcuts point here.
QtObject {
    id: root

    required property Sessions sessions
    required property ConnectForm form
    required property Composer composer
    required property CloseForm closeForm
    required property FrameModel frames
    required property FilterParts parts
    required property Marks marks
    required property Measure measure
    required property Find find
    required property FileChooser chooser
    readonly property Connection current: sessions.current
    readonly property bool live: current !== null && current.live

    signal urlWanted
    signal sessionsWanted
    signal exportWanted
    signal demoWanted
    signal rawFrameWanted
    signal editWanted(double number)
    signal tabWanted(int index)
    signal filterWanted
    signal goToWanted
    signal findWanted
    signal noteWanted
    signal compareWanted

    function nextConnection(step: int): void {
        const count = sessions.connections.rowCount()
        if (count > 0)
            sessions.currentIndex = (sessions.currentIndex + step + count) % count
    }

    readonly property Action connectNow: Action {
        text: qsTr("Connect")
        onTriggered: root.form.submit()
    }
    readonly property Action disconnectNow: Action {
        text: qsTr("Disconnect (Close 1000)")
        shortcut: "Ctrl+D"
        enabled: root.live
        onTriggered: root.current.disconnectNormally()
    }
    readonly property Action editUrl: Action {
        text: qsTr("Edit address")
        shortcut: "Ctrl+L"
        onTriggered: root.urlWanted()
    }
    readonly property Action open: Action {
        text: qsTr("Sessions…")
        shortcut: "Ctrl+O"
        onTriggered: root.sessionsWanted()
    }
    readonly property Action openFile: Action {
        text: qsTr("Open file…")
        shortcut: "Ctrl+Shift+O"
        onTriggered: root.chooser.openSession()
    }
    readonly property Action importFile: Action {
        text: qsTr("Import…")
        shortcut: "Ctrl+I"
        onTriggered: root.chooser.importFile()
    }
    readonly property Action newSession: Action {
        text: qsTr("New session")
        shortcut: "Ctrl+N"
        onTriggered: if (root.sessions.newSession()) root.urlWanted()
    }
    readonly property Action closeSession: Action {
        text: qsTr("Close session")
        shortcut: "Ctrl+W"
        enabled: root.current !== null
        onTriggered: root.sessions.closeSession()
    }
    readonly property Action save: Action {
        text: qsTr("Save as…")
        shortcut: "Ctrl+Shift+S"
        enabled: root.current !== null && !root.sessions.job.running
        onTriggered: root.chooser.saveSession(root.sessions.sessionName)
    }
    readonly property Action exportSession: Action {
        text: qsTr("Export…")
        shortcut: "Ctrl+Shift+E"
        enabled: root.current !== null && !root.sessions.job.running
        onTriggered: root.exportWanted()
    }
    readonly property Action demo: Action {
        text: qsTr("Try the demo")
        onTriggered: root.demoWanted()
    }
    readonly property Action send: Action {
        text: qsTr("Send")
        shortcut: "Ctrl+Return"
        enabled: root.composer.sendable
        onTriggered: root.composer.send()
    }
    readonly property Action ping: Action {
        text: qsTr("Ping")
        shortcut: "Ctrl+P"
        enabled: root.composer.open
        onTriggered: root.composer.ping()
    }
    readonly property Action rawFrame: Action {
        text: qsTr("Raw frame…")
        shortcut: "Ctrl+Shift+F"
        onTriggered: root.rawFrameWanted()
    }
    readonly property Action sendClose: Action {
        text: qsTr("Send Close")
        shortcut: "Ctrl+Shift+Return"
        enabled: root.closeForm.sendable
        onTriggered: root.closeForm.send()
    }
    readonly property Action releaseReply: Action {
        text: qsTr("Release reply")
        shortcut: "Ctrl+R"
        enabled: root.live && root.current.replyHeld
        onTriggered: root.current.releaseReply()
    }
    readonly property Action dropReply: Action {
        text: qsTr("Drop")
        enabled: root.live && root.current.replyHeld
        onTriggered: root.current.dropReply()
    }
    readonly property Action editHeld: Action {
        text: qsTr("Edit held frame…")
        shortcut: "Ctrl+E"
        enabled: root.live && root.current.heldCount > 0
        onTriggered: root.editWanted(root.current.isHeld(root.frames.currentNumber) ? root.frames.currentNumber : 0)
    }
    readonly property Action releaseAll: Action {
        text: qsTr("Release all")
        shortcut: "Ctrl+Shift+R"
        enabled: root.live && root.current.heldCount > 0
        onTriggered: root.current.releaseAll()
    }
    readonly property Action dropAll: Action {
        text: qsTr("Drop all")
        enabled: root.live && root.current.heldCount > 0
        onTriggered: root.current.dropAll()
    }
    readonly property Action halfClose: Action {
        text: qsTr("Half-close TCP (FIN)")
        enabled: root.live && root.current.stateKey !== "connecting"
        onTriggered: root.current.halfClose()
    }
    readonly property Action reset: Action {
        text: qsTr("Reset TCP")
        enabled: root.live
        onTriggered: root.current.reset()
    }
    readonly property Action follow: Action {
        text: qsTr("Follow")
        shortcut: "Ctrl+End"
        onTriggered: root.frames.follow()
    }
    readonly property Action filter: Action {
        text: qsTr("Filter…")
        shortcut: "Ctrl+/"
        enabled: root.current !== null
        onTriggered: root.filterWanted()
    }
    readonly property Action controlFrames: Action {
        text: root.parts.controlOnly ? qsTr("All frames") : qsTr("Only control frames")
        shortcut: "Ctrl+Shift+C"
        enabled: root.current !== null
        onTriggered: root.parts.controlOnly = !root.parts.controlOnly
    }
    readonly property Action goTo: Action {
        text: qsTr("Go to…")
        shortcut: "Ctrl+G"
        enabled: root.current !== null
        onTriggered: root.goToWanted()
    }
    readonly property Action theme: Action {
        text: Theme.dark ? qsTr("Light theme") : qsTr("Dark theme")
        shortcut: "Ctrl+Shift+L"
        onTriggered: Theme.mode = Theme.dark ? Theme.Light : Theme.Dark
    }
    readonly property Action next: Action {
        text: qsTr("Next connection")
        shortcut: "Ctrl+Tab"
        onTriggered: root.nextConnection(1)
    }
    readonly property Action previous: Action {
        text: qsTr("Previous connection")
        shortcut: "Ctrl+Shift+Tab"
        onTriggered: root.nextConnection(-1)
    }
    readonly property Action mark: MarkAction {
        text: root.marks.currentColour < 0 ? qsTr("Mark row") : qsTr("Unmark row")
        shortcut: "Ctrl+M"
        onTriggered: root.marks.toggle()
    }
    readonly property Action note: MarkAction {
        text: root.marks.currentNote.length > 0 ? qsTr("Edit note…") : qsTr("Add note…")
        shortcut: "Ctrl+Shift+M"
        onTriggered: root.noteWanted()
    }
    readonly property Action nextMark: Action {
        text: qsTr("Next mark")
        shortcut: "Ctrl+Shift+N"
        enabled: root.marks.count > 0
        onTriggered: root.marks.go(1)
    }
    readonly property Action previousMark: Action {
        text: qsTr("Previous mark")
        shortcut: "Ctrl+Shift+B"
        enabled: root.marks.count > 0
        onTriggered: root.marks.go(-1)
    }
    readonly property list<Action> colours: [
        ColourAction { colour: 0; text: qsTr("No colour") },
        ColourAction { colour: 1; text: qsTr("Red") },
        ColourAction { colour: 2; text: qsTr("Orange") },
        ColourAction { colour: 3; text: qsTr("Yellow") },
        ColourAction { colour: 4; text: qsTr("Green") },
        ColourAction { colour: 5; text: qsTr("Blue") },
        ColourAction { colour: 6; text: qsTr("Purple") }
    ]
    readonly property Action findText: Action {
        text: qsTr("Find…")
        shortcut: "Ctrl+F"
        enabled: root.current !== null
        onTriggered: root.findWanted()
    }
    readonly property Action findNext: Action {
        text: qsTr("Find next")
        shortcut: "F3"
        enabled: root.current !== null && root.find.text.length > 0
        onTriggered: root.find.next()
    }
    readonly property Action findPrevious: Action {
        text: qsTr("Find previous")
        shortcut: "Shift+F3"
        enabled: root.current !== null && root.find.text.length > 0
        onTriggered: root.find.previous()
    }
    readonly property Action timeReference: Action {
        text: root.frames.reference > 0 && root.frames.reference === root.frames.currentSeq ? qsTr("Count times from the start") : qsTr("Count times from this row")
        shortcut: "Ctrl+T"
        enabled: root.frames.currentSeq > 0 || root.frames.reference > 0
        onTriggered: root.frames.reference = root.frames.reference === root.frames.currentSeq ? 0 : root.frames.currentSeq
    }

    readonly property Action compare: Action {
        text: qsTr("Compare the two rows…")
        shortcut: "Ctrl+Shift+D"
        enabled: root.measure.second > 0
        onTriggered: root.compareWanted()
    }

    readonly property Action layBeside: Action {
        text: qsTr("Lay the other end beside…")
        shortcut: "Ctrl+Shift+I"
        enabled: root.current !== null
        onTriggered: root.chooser.openOtherEnd()
    }

    component MarkAction: Action {
        enabled: root.frames.currentSeq > 0
    }
    component ColourAction: MarkAction {
        required property int colour

        shortcut: "Ctrl+%1".arg(colour)
        onTriggered: root.marks.setColour(colour)
    }

    readonly property list<Action> shownInMenu: [newSession, open, openFile, importFile, save, exportSession, closeSession, editUrl, disconnectNow, rawFrame, editHeld, releaseAll, filter, controlFrames, goTo, findText, mark, note, nextMark, previousMark, timeReference, compare, layBeside, next, previous, follow, theme]
}
