// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Ajar

// The library of recorded sessions: found, opened, renamed, deleted after a question; imports; new
// sessions.
TestCase {
    id: test

    property Main window: null
    property string place
    property int places: 0
    readonly property string folder: fixture.folder + "/" + place

    name: "Library"

    Component {
        id: mainWindow
        Main {}
    }

    function item(name) {
        const found = fixture.find(window, name)
        verify(found, "there is an item " + name)
        return found
    }
    function click(name) {
        mouseClick(item(name))
    }
    function type(text) {
        for (const c of text)
            keyClick(c)
    }
    function connectTo(path) {
        window.form.url = "127.0.0.1:" + fixture.server.port + path
        click("connectButton")
        tryVerify(() => window.sessions.current?.stateKey === "open", 5000)
    }
    function disconnect() {
        fixture.server.sendClose(1000, "")
        fixture.server.endTcp()
        tryVerify(() => !window.sessions.current.live, 5000)
    }
    // The window on a folder with three sessions: alpha, the newest, beta, gamma, the oldest.
    function openWindow() {
        window = mainWindow.createObject(null, {sessions: fixture.newSessionsIn(place), start: fixture.newStart()})
        window.requestActivate()
        tryCompare(window, "active", true)
        tryCompare(window.sessions.library.list, "all", 3, 5000)
    }
    function openLibrary() {
        keyClick(Qt.Key_O, Qt.ControlModifier)
        tryVerify(() => fixture.find(window, "sessionSearch")?.activeFocus)
        tryCompare(item("sessionList"), "count", window.sessions.library.list.all)
    }
    function titles() {
        const list = window.sessions.library.list
        return Array.from({length: list.shown}, (_, row) => list.titleAt(row)).join(" ")
    }
    function clickRow(row, modifiers) {
        const view = item("sessionList")
        mouseClick(view, 100, row * Theme.rowHeight * 2 + 10, Qt.LeftButton, modifiers ?? Qt.NoModifier)
    }
    function init() {
        Theme.mode = Theme.Light
        place = "library" + ++places
        fixture.addSession(place, "alpha", 1, 10)
        fixture.addSession(place, "beta", 2, 100)
        fixture.addSession(place, "gamma", 60, 5000)
        openWindow()
    }
    function cleanup() {
        window.sessions.library.limit.setText("10")
        window.destroy()
    }

    function test_searchFindsAndEnterOpens() {
        openLibrary()
        compare(titles(), "alpha beta gamma")
        verify(fixture.grab(window, "library"))
        type("BETA clean")
        compare(titles(), "beta")
        keyClick(Qt.Key_Return)
        tryVerify(() => window.sessions.current?.url === "ws://beta.test/room/1")
        compare(window.sessions.connections.rowCount(), 2)
        tryVerify(() => !fixture.find(window, "sessionSearch")?.visible)
        window.sessions.openSession(folder + "/beta.ajar")
        compare(window.sessions.connections.rowCount(), 2) // what is open is not opened again
    }
    function test_arrowsAndDoubleClickOpenToo() {
        openLibrary()
        keyClick(Qt.Key_Down)
        keyClick(Qt.Key_Down)
        keyClick(Qt.Key_Return)
        tryVerify(() => window.sessions.current?.url === "ws://beta.test/room/1")
        openLibrary()
        const view = item("sessionList")
        mouseDoubleClickSequence(view, 100, Theme.rowHeight * 4 + 10)
        tryVerify(() => window.sessions.current?.url === "ws://gamma.test/room/1")
    }
    function test_aSessionOfSixtyConnectionsIsWholeInTheList() {
        window.sessions.openSession(folder + "/gamma.ajar")
        const list = item("connectionList")
        tryCompare(list, "count", 60)
        mouseClick(list, 50, 60)
        keyClick(Qt.Key_End)
        tryVerify(() => window.sessions.current.url === "ws://gamma.test/room/60")
        keyClick(Qt.Key_Home)
        compare(window.sessions.current.url, "ws://gamma.test/room/1")
        keyClick(Qt.Key_W, Qt.ControlModifier)
        tryCompare(list, "count", 0)
        compare(window.sessions.current, null)
    }
    function test_headersSort() {
        openLibrary()
        click("sortByName")
        compare(titles(), "alpha beta gamma")
        click("sortByName")
        compare(titles(), "gamma beta alpha")
        click("sortByFrames")
        compare(titles(), "gamma beta alpha")
        click("sortBySize")
        compare(titles().split(" ")[0], "gamma")
        click("sortByTime")
        compare(titles(), "alpha beta gamma")
    }
    function test_f2GivesAName() {
        openLibrary()
        clickRow(1)
        keyClick(Qt.Key_F2)
        tryVerify(() => item("sessionNameField").activeFocus)
        verify(fixture.grab(window, "library-rename"))
        type("The slow door")
        keyClick(Qt.Key_Return)
        tryCompare(window.sessions.library.list, "shown", 3)
        tryVerify(() => titles() === "alpha The slow door gamma", 5000)
        verify(fixture.fileExists(folder + "/beta.ajar"))
    }
    function test_deleteAsksAndNoIsNo() {
        openLibrary()
        clickRow(1)
        clickRow(2, Qt.ControlModifier)
        keyClick(Qt.Key_Delete)
        tryVerify(() => fixture.find(window, "deleteQuestion")?.visible)
        verify(item("deleteQuestion").content.startsWith("Delete 2 sessions"), item("deleteQuestion").content)
        tryVerify(() => item("deleteCancel").activeFocus)
        wait(200)
        verify(fixture.grab(window, "library-delete"))
        keyClick(Qt.Key_Escape)
        wait(400)
        compare(window.sessions.library.list.all, 3)
        verify(fixture.fileExists(folder + "/beta.ajar"))
        click("deleteSessions")
        tryVerify(() => item("deleteConfirm").visible)
        wait(200)
        click("deleteConfirm")
        tryCompare(window.sessions.library.list, "all", 1, 5000)
        compare(titles(), "alpha")
        verify(!fixture.fileExists(folder + "/beta.ajar"))
        verify(!fixture.fileExists(folder + "/gamma.ajar"))
        tryCompare(item("libraryNote"), "content", "2 sessions deleted.")
    }
    function test_whatIsRecordedOrOpenIsNeverDeleted() {
        connectTo("/chat")
        window.sessions.openSession(folder + "/alpha.ajar")
        openLibrary()
        tryCompare(window.sessions.library.list, "all", 4, 5000) // the new one has come by itself
        Theme.mode = Theme.Dark
        wait(300)
        verify(fixture.grab(window, "library-recording-dark"))
        clickRow(0)
        clickRow(1, Qt.ShiftModifier)
        keyClick(Qt.Key_Delete)
        tryVerify(() => fixture.find(window, "deleteQuestion")?.visible)
        compare(item("deleteQuestion").content, "Nothing can be deleted.")
        verify(item("deleteKept0").content.includes("it is being recorded"), item("deleteKept0").content)
        verify(item("deleteKept1").content.includes("open in this window"), item("deleteKept1").content)
        verify(!item("deleteConfirm").visible)
        keyClick(Qt.Key_Escape)
        compare(window.sessions.library.list.all, 4)
    }
    function test_theSizeLimitAsksAndRemovesNothing() {
        const limit = window.sessions.library.limit
        compare(limit.question, "")
        window.sessions.openSession(folder + "/gamma.ajar") // the oldest one is in use
        openLibrary()
        const field = item("sizeLimitField")
        mouseClick(field)
        field.selectAll()
        type("many")
        keyClick(Qt.Key_Return)
        verify(limit.problem.length > 0)
        field.selectAll()
        type("0.00001")
        keyClick(Qt.Key_Return)
        keyClick(Qt.Key_Escape)
        tryVerify(() => item("limitBanner").visible)
        verify(item("limitBanner").content.startsWith("Sessions use "), item("limitBanner").content)
        wait(400)
        verify(fixture.grab(window, "library-limit"))
        click("limitBannerOffer")
        tryVerify(() => item("sessionList").activeFocus)
        compare(window.sessions.library.list.selectedCount, 2)
        compare(item("deleteSessions").text, "Delete 2…")
        keyClick(Qt.Key_Escape)
        wait(400)
        compare(window.sessions.library.list.all, 3)
        limit.dismiss()
        verify(!item("limitBanner").visible)
    }
    function test_aBadFileIsListedAsWhatItIs() {
        verify(fixture.write(folder + "/bad.ajar", "no database"))
        openLibrary()
        tryCompare(window.sessions.library.list, "all", 4, 5000)
        type("not a session")
        compare(titles(), "bad")
        keyClick(Qt.Key_Return)
        tryVerify(() => item("errorBanner").visible)
    }
    function test_anExportIsImportedIntoTheFolder() {
        window.sessions.openSession(folder + "/beta.ajar")
        const file = fixture.folder + "/" + place + "-export.jsonl"
        window.sessions.exportTo(file, "jsonl", true)
        tryCompare(window.sessions.job, "running", false, 5000)
        window.sessions.imports.take(file)
        tryVerify(() => window.sessions.notice.startsWith("Imported"), 5000)
        compare(window.sessions.error, "")
        compare(window.sessions.connections.rowCount(), 4)
        tryCompare(window.sessions.library.list, "all", 4, 5000)
        verify(fixture.fileExists(folder + "/" + place + "-export.ajar"))
    }
    function test_whatCantBeImportedIsExplained() {
        const file = fixture.folder + "/" + place + ".txt"
        verify(fixture.write(file, "hello"))
        window.sessions.imports.takeUrls(["file://" + file, "https://example.test/a.har"])
        tryVerify(() => window.sessions.error.includes(file), 5000)
        window.sessions.imports.take(fixture.folder + "/nowhere.jsonl")
        tryVerify(() => window.sessions.error.includes("nowhere.jsonl"), 5000)
        window.sessions.imports.take(fixture.folder)
        tryVerify(() => window.sessions.error.includes("folder"), 5000)
        compare(window.sessions.connections.rowCount(), 0)
        compare(window.sessions.library.list.all, 3)
    }
    function test_reconnectingStaysInTheSessionUntilANewOneIsWanted() {
        connectTo("/one")
        const first = window.sessions.sessionName
        keyClick(Qt.Key_N, Qt.ControlModifier)
        tryVerify(() => item("errorBanner").visible) // a connection is up
        compare(window.sessions.sessionName, first)
        disconnect()
        connectTo("/two")
        compare(window.sessions.sessionName, first)
        compare(window.sessions.connections.rowCount(), 2)
        disconnect()
        window.sessions.dismissError()
        keyClick(Qt.Key_N, Qt.ControlModifier)
        tryCompare(window.sessions, "recording", false)
        compare(window.sessions.error, "")
        tryVerify(() => window.sessions.connections.rowCount() === 2 && window.sessions.current === null)
        verify(!fixture.fileExists(folder + "/" + first + "-wal"))
        wait(1100) // names go by the second
        connectTo("/three")
        verify(window.sessions.sessionName !== first)
        compare(window.sessions.connections.rowCount(), 3)
        disconnect()
    }
    function test_theStartPageOffersTheLastSessions() {
        tryVerify(() => fixture.find(window, "recent0")?.visible)
        wait(200)
        verify(fixture.grab(window, "start-recent"))
        Theme.mode = Theme.Dark
        wait(200)
        verify(fixture.grab(window, "start-recent-dark"))
        click("recentUrl0")
        compare(window.form.url, "ws://alpha.test/room/1")
        click("recent1")
        tryVerify(() => window.sessions.current?.url === "ws://beta.test/room/1")
    }
}
