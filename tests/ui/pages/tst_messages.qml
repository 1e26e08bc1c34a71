// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Ajar

// Frames or messages: fragments fold under their message and open in place.
TestCase {
    id: test

    property Main window: null

    name: "Messages"

    Component {
        id: mainWindow
        Main {}
    }

    function item(name) {
        const found = fixture.find(window, name)
        verify(found, "there is an item " + name)
        return found
    }
    function init() {
        Theme.mode = Theme.Light
        window = mainWindow.createObject(null, {sessions: fixture.newSessions(), start: fixture.newStart()})
        verify(window)
        window.requestActivate()
        tryCompare(window, "active", true)
        window.form.url = "127.0.0.1:" + fixture.server.port + "/chat"
        verify(window.form.submit())
        tryVerify(() => window.sessions.current?.stateKey === "open")
    }
    function cleanup() {
        window.destroy()
    }

    function test_fragmentsFoldAndOpen() {
        window.width = 1280
        window.height = 800
        fixture.server.sendText("{\"whole\":true}")
        fixture.server.sendFragments(["{\"type\":\"book\",", "\"bids\":[101.2,", "30]}"])
        fixture.server.sendPing("heartbeat")
        fixture.server.sendText("after")
        tryVerify(() => item("statusFrames").content.startsWith("6 frames") || item("statusFrames").content.startsWith("7 frames"))
        const rows = window.frames.total
        mouseClick(item("messagesMode"))
        tryVerify(() => !window.frames.folding)
        compare(window.frames.total, rows - 2)
        wait(200)
        verify(fixture.grab(window, "messages-folded"))
        mouseClick(item("fold2"))
        compare(window.frames.total, rows)
        wait(200)
        verify(fixture.grab(window, "messages-open"))
        keyClick(Qt.Key_Left)
        compare(window.frames.total, rows - 2)
        keyClick(Qt.Key_Right)
        compare(window.frames.total, rows)
        window.frames.showFrame(4)
        const seq = window.frames.currentSeq
        window.width = 900
        window.height = 600
        Theme.mode = Theme.Dark
        wait(200)
        verify(fixture.grab(window, "messages-open-small-dark"))
        mouseClick(item("framesMode"))
        compare(window.frames.currentSeq, seq)
        compare(window.frames.total, rows)
    }
    function test_followingGoesOnWhileMessagesAreShown() {
        mouseClick(item("messagesMode"))
        fixture.server.sendMany(300)
        for (let i = 0; i < 20; ++i)
            fixture.server.sendFragments(["a", "b", "c"])
        tryVerify(() => item("statusFrames").content.startsWith("360 frames"))
        tryVerify(() => window.frames.total < 350 && window.frames.total >= 320)
        compare(window.frames.following, true)
        mouseWheel(item("frameView"), 50, 50, 0, 120)
        tryVerify(() => !window.frames.following)
        fixture.server.sendFragments(["x", "y"])
        tryCompare(window.frames, "newRows", 1)
    }
}
