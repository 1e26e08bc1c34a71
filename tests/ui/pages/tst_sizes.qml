// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Ajar

// The window at the sizes that people have: nothing may be cut off, overlap or be out of reach.
TestCase {
    id: test

    property Main window: null

    name: "Sizes"

    Component {
        id: mainWindow
        Main {}
    }

    function initTestCase() {
        Theme.mode = Theme.Light
        window = mainWindow.createObject(null, {sessions: fixture.newSessions(), start: fixture.newStart()})
        window.form.url = "127.0.0.1:" + fixture.server.port + "/quotes?room=7"
        verify(window.form.submit())
        tryVerify(() => window.sessions.current?.stateKey === "open")
        mouseClick(fixture.find(window, "withholdClose"))
        fixture.server.sendText("{\"type\":\"trade\",\"px\":101.25,\"list\":[1,2,{\"a\":null}]}")
        fixture.server.sendPing("heartbeat")
        fixture.server.sendMany(30)
        fixture.server.sendClose(1001, "server restart")
        tryVerify(() => window.sessions.current.stateKey === "half-closed-remote")
        window.requestActivate()
        tryCompare(window, "active", true)
        wait(800)
    }
    function cleanupTestCase() {
        window.destroy()
    }
    function test_size_data() {
        return [{tag: "1440x900", width: 1440, height: 900}, {tag: "1280x800", width: 1280, height: 800}, {tag: "900x600", width: 900, height: 600}]
    }
    function test_size(row) {
        window.width = row.width
        window.height = row.height
        const tabs = ["why", "payload", "frame", "handshake", "charts"]
        window.frames.showFrame(1)
        for (let tab = 0; tab < tabs.length; ++tab) {
            window.detail.show(tab)
            wait(tab === 4 ? 400 : 80)
            verify(fixture.grab(window, "size-" + row.tag + "-" + tabs[tab]))
        }
        window.detail.show(0)
        for (const name of ["urlField", "connectButton", "saveButton", "exportButton", "sendButton", "pingButton", "sendCloseButton", "withholdClose", "holdSent", "idleTimeout", "releaseReply", "reset", "liveChart", "statusState"])
            verifyInside(name)
    }
    // The item stands inside the window, as wide as its words need.
    function verifyInside(name) {
        const item = fixture.find(window, name)
        verify(item, name)
        const at = item.mapToItem(null, 0, 0)
        verify(item.visible, name)
        verify(at.x >= 0 && at.y >= 0, name)
        verify(at.x + item.width <= window.width && at.y + item.height <= window.height, name + " ends at " + (at.x + item.width) + ", " + (at.y + item.height))
        if (item.text !== undefined && item.implicitWidth !== undefined && name.endsWith("Button"))
            verify(item.width >= item.implicitWidth - 1, name + " is cut off")
    }
    function test_everyControlIsReachedByTab() {
        window.requestActivate()
        fixture.find(window, "urlField").forceActiveFocus()
        const seen = {}
        for (let i = 0; i < 60; ++i) {
            keyClick(Qt.Key_Tab)
            const name = window.activeFocusItem?.objectName ?? ""
            seen[name] = true
        }
        for (const name of ["headersButton", "tlsButton", "connectButton", "sendCloseButton", "composerArea", "withholdClose", "closeTimeout", "releaseReply"])
            verify(seen[name], name + " is reached: " + Object.keys(seen).join(" "))
    }
    function test_keysMoveTheSelection() {
        fixture.find(window, "frameTable").forceActiveFocus()
        keyClick(Qt.Key_Home)
        compare(window.frames.currentSeq, 1)
        keyClick(Qt.Key_Down)
        compare(window.frames.currentSeq, 2)
        verify(!window.frames.following)
        keyClick(Qt.Key_End)
        compare(window.frames.following, true)
        keyClick(Qt.Key_PageUp)
        verify(window.frames.currentSeq < window.frames.total)
    }
}
