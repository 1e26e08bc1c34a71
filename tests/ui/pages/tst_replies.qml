// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Ajar

// What we do by ourselves: replies, the end of TCP, faults, set with clicks during a connection.
TestCase {
    id: test

    property Main window: null

    name: "Replies"

    Component {
        id: mainWindow
        Main {}
    }

    function item(name) {
        const found = fixture.find(window, name)
        verify(found, "there is an item " + name)
        return found
    }
    function choose(name, index) {
        const box = item(name)
        mouseClick(box)
        tryVerify(() => box.popup.opened)
        const rows = box.popup.contentItem
        rows.positionViewAtIndex(index, ListView.Contain)
        mouseClick(rows.itemAtIndex(index))
        tryCompare(box, "currentIndex", index)
        tryVerify(() => !box.popup.visible)
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
        window.form.url = "127.0.0.1:" + fixture.server.port + "/chat"
        verify(window.form.submit())
        stateIs("open")
        mouseClick(item("repliesButton"))
        tryVerify(() => item("closeReplyMode").visible)
    }
    function cleanup() {
        window.destroy()
    }

    function test_anotherCodeAnswersTheClose() {
        choose("closeReplyMode", 3)
        const field = item("closeReplyValue")
        compare(field.text, "1001")
        mouseClick(field)
        field.selectAll()
        for (const c of "999")
            keyClick(c)
        verify(field.problem.length > 0)
        field.selectAll()
        for (const c of "4001")
            keyClick(c)
        compare(field.problem, "")
        wait(200)
        verify(fixture.grab(window, "replies-popup"))
        fixture.server.sendClose(1000, "")
        tryCompare(fixture.server, "closeCode", 4001)
    }
    function test_aDelayedReplyGoesOutLater() {
        choose("closeReplyMode", 2)
        const field = item("closeReplyValue")
        mouseClick(field)
        field.selectAll()
        for (const c of "300ms")
            keyClick(c)
        fixture.server.sendClose(1000, "")
        stateIs("half-closed-remote")
        tryCompare(fixture.server, "closeCode", 1000)
    }
    function test_pingsAreAnsweredWithAnotherPayload() {
        choose("pingReplyMode", 3)
        mouseClick(item("pingReplyValue"))
        for (const c of "no")
            keyClick(c)
        fixture.server.sendPing("hb")
        tryVerify(() => fixture.server.received.includes("8a M 6e6f"))
    }
    function test_listeningGoesOnAfterFaults() {
        mouseClick(item("lenientSwitch"))
        window.width = 900
        window.height = 600
        Theme.mode = Theme.Dark
        wait(200)
        verify(fixture.grab(window, "replies-popup-small-dark"))
        keyClick(Qt.Key_Escape)
        fixture.server.sendHex("830161") // opcode 3 is reserved
        fixture.server.sendText("still here")
        tryVerify(() => item("statusFrames").content.startsWith("2 frames"))
        compare(window.sessions.current.stateKey, "open")
        compare(fixture.server.closeCode, 0)
        tryVerify(() => window.sessions.current.findingCount > 0)
        verify(fixture.grab(window, "lenient-small-dark"))
    }
    function test_weEndTcpFirst() {
        choose("tcpEnd", 1)
        fixture.server.sendClose(1000, "")
        tryCompare(fixture.server, "closeCode", 1000)
        fixture.server.endTcp()
        stateIs("closed")
    }
}
