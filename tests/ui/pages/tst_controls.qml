// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Ajar

// What a user can do with a live connection besides the plain way: hold, drop, time, compose,
// look at long payloads, scroll.
TestCase {
    id: test

    property Main window: null
    readonly property string address: "127.0.0.1:" + fixture.server.port + "/chat"

    name: "Controls"

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
    function typeInto(name, text) {
        const field = item(name)
        mouseClick(field)
        field.selectAll()
        for (const c of text)
            keyClick(c)
    }
    function stateIs(key) {
        tryVerify(() => window.sessions.current?.stateKey === key, 5000, key)
    }

    function init() {
        Theme.mode = Theme.Light
        window = mainWindow.createObject(null, {sessions: fixture.newSessions(), start: fixture.newStart()})
        verify(window)
        window.requestActivate()
        tryCompare(window, "active", true)
        window.form.url = address
    }
    function cleanup() {
        window.destroy()
    }
    function open() {
        click("connectButton")
        stateIs("open")
    }

    function test_headersAndSubprotocolsGoOut() {
        click("headersButton")
        tryVerify(() => item("headerName0").activeFocus)
        for (const c of "X-Room")
            keyClick(c)
        typeInto("headerValue0", "seven")
        typeInto("subprotocolsField", "json, chat")
        wait(200)
        verify(fixture.grab(window, "headers-popup"))
        keyClick(Qt.Key_Escape)
        click("connectButton")
        window.detail.show(3)
        tryVerify(() => item("handshakeRequest").content.includes("X-Room: seven"))
        verify(item("handshakeRequest").content.includes("Sec-WebSocket-Protocol: json, chat"))
        wait(300)
        verify(fixture.grab(window, "headers-sent"))
    }
    function test_anEmptyAddressIsExplained() {
        window.form.url = ""
        click("connectButton")
        verify(item("urlProblem").visible)
        compare(window.sessions.current, null)
    }
    function test_aSecondConnectOpensASecondConnection() {
        open()
        click("connectButton")
        tryVerify(() => window.sessions.connections.rowCount() === 2)
        compare(window.sessions.currentIndex, 1)
        stateIs("open")
    }
    function test_heldMessagesAreReleasedAndDroppedInTheirRows() {
        open()
        click("holdSent")
        mouseClick(item("composerArea"))
        keyClick("a")
        click("sendButton")
        click("sendButton")
        tryVerify(() => window.sessions.current.heldCount === 2)
        wait(200)
        verify(fixture.grab(window, "held-rows"))
        compare(fixture.server.lastText, "")
        click("drop2")
        tryVerify(() => window.sessions.current.heldCount === 1)
        click("release1")
        tryVerify(() => window.sessions.current.heldCount === 0)
        tryCompare(fixture.server, "lastText", "a")
        wait(200)
        verify(fixture.grab(window, "held-rows-resolved"))
    }
    function test_aWithheldPongWaits() {
        open()
        click("withholdPong")
        fixture.server.sendPing("hb")
        tryVerify(() => window.sessions.current.heldCount === 1)
        compare(window.sessions.current.replyHeld, false)
        tryVerify(() => fixture.find(window, "release2") !== null)
        click("release2")
        tryVerify(() => window.sessions.current.heldCount === 0)
    }
    function test_aDroppedReplyLeavesItHalfClosed() {
        open()
        click("withholdClose")
        fixture.server.sendClose(1001, "bye")
        tryVerify(() => window.sessions.current.replyHeld)
        click("dropReply")
        tryVerify(() => !window.sessions.current.replyHeld)
        wait(200)
        compare(window.sessions.current.stateKey, "half-closed-remote")
        verify(fixture.grab(window, "dropped-reply"))
        click("halfClose")
        fixture.server.endTcp()
        stateIs("aborted")
        Theme.mode = Theme.Dark
        wait(200)
        verify(fixture.grab(window, "aborted-dark"))
    }
    function test_resetAborts() {
        open()
        click("reset")
        stateIs("aborted")
    }
    function test_timeoutsChangeDuringAConnection() {
        open()
        typeInto("closeTimeout", "soon")
        keyClick(Qt.Key_Return)
        verify(item("closeTimeout").problem.length > 0)
        verify(fixture.grab(window, "timeout-problem"))
        typeInto("closeTimeout", "1m")
        keyClick(Qt.Key_Return)
        compare(item("closeTimeout").problem, "")
        typeInto("idleTimeout", "40s")
        keyClick(Qt.Key_Return)
        typeInto("pingTimeout", "20s")
        keyClick(Qt.Key_Return)
        click("pingButton")
        click("sendCloseButton")
        stateIs("half-closed-local")
        wait(900)
        verify(fixture.grab(window, "timers-light"))
    }
    function test_badHexAndBase64AreNotSent_data() {
        return [{tag: "hex", kind: "kind1", bad: "4g", good: "48 69"}, {tag: "base64", kind: "kind2", bad: "a", good: "SGk="}]
    }
    function test_badHexAndBase64AreNotSent(row) {
        open()
        click(row.kind)
        typeInto("composerArea", row.bad)
        verify(item("composerProblem").visible)
        verify(!item("sendButton").enabled)
        verify(fixture.grab(window, "composer-" + row.tag))
        typeInto("composerArea", row.good)
        verify(!item("composerProblem").visible)
        click("sendButton")
        tryVerify(() => window.frames.total >= 2)
    }
    function test_aLongPayloadIsShownInParts() {
        open()
        fixture.server.sendText("ä".repeat(60000) + "end")
        tryVerify(() => item("statusFrames").content.startsWith("1 frame ·"))
        window.frames.showFrame(1)
        window.detail.show(1)
        tryVerify(() => item("showMore").mapToItem(item("hexButton"), 0, 0).y > 0, 5000, "each row has its place")
        verify(!item("showBefore").enabled)
        const before = item("payloadBlock").content
        compare(before.length, 24 * 1024)
        click("showMore")
        click("showMore")
        verify(!item("showMore").enabled)
        verify(item("payloadBlock").content.endsWith("äend"))
        wait(200)
        verify(fixture.grab(window, "long-payload"))
        click("showBefore")
        click("showBefore")
        compare(item("payloadBlock").content, before)
        click("hexButton")
        click("showMore")
        verify(item("payloadBlock").content.startsWith("002000  "), item("payloadBlock").content.slice(0, 20))
    }
    function test_wheelBarAndTimelineMoveTheTable() {
        open()
        fixture.server.sendMany(500)
        tryVerify(() => window.frames.total >= 500)
        const view = item("frameView")
        mouseWheel(view, view.width / 2, 100, 0, 120)
        tryVerify(() => !window.frames.following)
        const row = window.frames.firstRow
        const bar = item("frameScrollBar")
        mousePress(bar, bar.width / 2, bar.height - 10)
        mouseMove(bar, bar.width / 2, bar.height / 2)
        mouseRelease(bar, bar.width / 2, bar.height / 2)
        verify(window.frames.firstRow < row - 100, window.frames.firstRow)
        click("newPill")
        verify(window.frames.following)
        wait(500)
        const timeline = item("timeline")
        mouseClick(timeline, 90, 20)
        tryVerify(() => window.frames.currentSeq > 0 && window.frames.currentSeq < 20)
        verify(fixture.grab(window, "timeline-click"))
    }
    function test_aDamagedFileIsExplained() {
        verify(fixture.write(fixture.folder + "/foreign.ajar", "not a session at all"))
        verify(!window.sessions.openSession(fixture.folder + "/foreign.ajar"))
        verify(item("errorBanner").visible)
        verify(fixture.grab(window, "foreign-file"))
    }
    function test_savingOverAFileReplacesIt() {
        open()
        const path = fixture.folder + "/over.ajar"
        verify(fixture.write(path, "old"))
        window.sessions.saveAs(path)
        tryCompare(window.sessions.job, "running", false)
        tryVerify(() => window.sessions.notice.length > 0)
        verify(window.sessions.openSession(path), window.sessions.error)
    }
    function test_closingTheWindowLeavesACompleteFile() {
        open()
        fixture.server.sendText("last words")
        tryVerify(() => item("statusFrames").content.startsWith("1 frame ·"))
        const path = fixture.folder + "/" + window.sessions.sessionName
        const begin = Date.now()
        window.close()
        window.destroy()
        wait(0)
        const sessions = fixture.newSessions() // ends those of the window before
        verify(Date.now() - begin < 1000)
        window = mainWindow.createObject(null, {sessions: sessions, start: fixture.newStart()})
        verify(sessions.openSession(path), sessions.error)
        compare(sessions.error, "")
        stateIs("aborted")
        compare(sessions.current.frameCount, "1")
    }
}
