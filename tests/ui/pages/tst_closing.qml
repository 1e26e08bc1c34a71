// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Ajar

// The whole way of a user, in order: connect, see frames, withhold, half-closed, release, Send
// Close, save, reopen. The peer is a real server on loopback.
TestCase {
    id: test

    property Main window: null
    readonly property string address: "127.0.0.1:" + fixture.server.port + "/chat"

    name: "Closing"
    when: true

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
    function waitFor(condition, what) {
        tryVerify(condition, 5000, what)
    }
    function connectTo(text) {
        typeInto("urlField", text)
        keyClick(Qt.Key_Return)
        waitFor(() => window.sessions.current?.stateKey === "open", "the connection opens")
    }

    function initTestCase() {
        window = mainWindow.createObject(null, {sessions: fixture.newSessions(), start: fixture.newStart()})
        verify(window)
        Theme.mode = Theme.Light
        window.requestActivate()
        tryCompare(window, "active", true)
    }
    function cleanupTestCase() {
        window.destroy()
    }

    function test_1_startsEmptyAndTeaches() {
        verify(fixture.grab(window, "empty-light"))
        compare(item("urlField").activeFocus, true)
    }
    function test_2_wrongAddressIsExplainedInPlace() {
        typeInto("urlField", "ftp://x/")
        keyClick(Qt.Key_Return)
        verify(item("urlProblem").visible)
        verify(fixture.grab(window, "address-problem"))
        compare(window.sessions.current, null)
    }
    function test_3_framesAppearLive() {
        connectTo(address)
        fixture.server.sendText("{\"type\":\"trade\",\"px\":101.25,\"sz\":40,\"sym\":\"ABC\"}")
        fixture.server.sendPing("heartbeat 12")
        fixture.server.sendMany(40)
        waitFor(() => window.frames.total >= 44, "frames and events are rows")
        compare(window.frames.following, true)
        mouseClick(item("composerArea"))
        for (const c of "hello")
            keyClick(c)
        keyClick(Qt.Key_Return, Qt.ControlModifier)
        tryCompare(fixture.server, "lastText", "hello")
        click("pingButton")
        tryCompare(fixture.server, "pings", 1)
        waitFor(() => item("statusState").content.startsWith("Open for"), "the status is a sentence")
        wait(500)
        verify(fixture.grab(window, "open-light"))
    }
    function test_4_peerClosesFirst_replyWithheld_staysHalfClosed() {
        click("withholdClose")
        fixture.server.sendClose(1001, "server restart")
        waitFor(() => window.sessions.current.stateKey === "half-closed-remote", "half-closed by the peer")
        waitFor(() => item("statusState").content.startsWith("Half-closed by the peer for"), "the status says so")
        waitFor(() => item("timeline").description.includes("half-closed by peer"), "the timeline says so")
        compare(window.sessions.current.replyHeld, true)
        compare(fixture.server.closeCode, 0)
        wait(1500)
        verify(fixture.grab(window, "half-closed-light"))
        Theme.mode = Theme.Dark
        wait(300)
        verify(fixture.grab(window, "half-closed-dark"))
        Theme.mode = Theme.Light
    }
    function test_5_release_closesClean() {
        click("releaseReply")
        tryCompare(fixture.server, "closeCode", 1001)
        fixture.server.endTcp()
        waitFor(() => window.sessions.current.stateKey === "closed", "closed cleanly")
        wait(300)
        verify(fixture.grab(window, "closed-light"))
    }
    function test_6_weCloseFirst() {
        typeInto("urlField", address)
        click("connectButton")
        waitFor(() => window.sessions.currentIndex === 1 && window.sessions.current.stateKey === "open", "a second connection")
        typeInto("closeCodeInput", "4000")
        typeInto("closeReason", "done")
        compare(item("reasonCounter").content, "4/123")
        click("sendCloseButton")
        waitFor(() => window.sessions.current.stateKey === "half-closed-local", "half-closed by us")
        tryCompare(fixture.server, "closeCode", 4000)
        wait(1500)
        verify(fixture.grab(window, "half-closed-by-us-light"))
        fixture.server.sendClose(4000, "")
        waitFor(() => window.sessions.current.stateKey === "close-exchanged", "both are out")
        fixture.server.endTcp()
        waitFor(() => window.sessions.current.stateKey === "closed", "closed")
    }
    function test_7_refusalIsExplained() {
        fixture.server.refuseNext(403, "<h1>Forbidden</h1>")
        typeInto("urlField", address)
        keyClick(Qt.Key_Return)
        waitFor(() => window.sessions.current?.stateKey === "refused", "refused")
        wait(300)
        verify(fixture.grab(window, "refused-light"))
        window.detail.show(3)
        wait(100)
        verify(fixture.grab(window, "refused-handshake-light"))
        window.detail.show(0)
    }
    function test_8_savedAndReopened() {
        const path = fixture.folder + "/saved.ajar"
        window.sessions.currentIndex = 0
        window.sessions.saveAs(path)
        waitFor(() => fixture.fileExists(path), "the copy is there")
        tryCompare(window.sessions.job, "running", false)
        compare(window.sessions.error, "")
        verify(window.sessions.openSession(path))
        compare(window.sessions.connections.rowCount(), 6)
        compare(window.sessions.current.readOnly, true)
        waitFor(() => window.sessions.current.stateKey === "closed", "the story is read again")
        compare(window.frames.total > 44, true)
        wait(300)
        verify(fixture.grab(window, "reopened-light"))
    }
    function test_9_exported_data() {
        return [{tag: "jsonl", start: "{\"format\":\"ajar\""}, {tag: "text", start: ""},
                {tag: "pcapng", start: "\n\r\r\n"}, {tag: "har", start: "{\"log\":"},
                {tag: "csv", start: "connection,"}, {tag: "mermaid", start: "sequenceDiagram"}]
    }
    function test_9_exported(row) {
        const path = fixture.folder + "/out." + row.tag
        window.sessions.exportTo(path, row.tag, false)
        tryCompare(window.sessions.job, "running", false)
        waitFor(() => fixture.fileExists(path), "the export is there")
        const text = fixture.fileText(path)
        verify(text.length > 100)
        verify(text.startsWith(row.start), text.slice(0, 60))
    }
    function test_9_exportPanelOffersItsFormats() {
        click("exportButton")
        tryVerify(() => item("exportAs-pcapng").visible, 2000, "the panel opens")
        for (const name of ["text", "har", "csv", "mermaid", "jsonl"]) {
            click("exportAs-" + name)
            compare(item("exportAs-" + name).checked, true)
            compare(item("exportInflated").visible, false)
        }
        click("exportAs-pcapng")
        compare(item("exportAs-jsonl").checked, false)
        compare(item("exportInflated").visible, true)
        wait(300)
        verify(fixture.grab(window, "export-panel"))
        keyClick(Qt.Key_Escape)
        tryVerify(() => !fixture.find(window, "exportAs-pcapng"), 2000, "it is gone")
    }
}
