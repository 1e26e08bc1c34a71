// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Ajar

// What compressed frames and messages carry: inflated, and as it was on the wire.
TestCase {
    id: test

    property Main window: null

    name: "Payload"

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
        fixture.server.deflate = true
        window = mainWindow.createObject(null, {sessions: fixture.newSessions(), start: fixture.newStart()})
        verify(window)
        window.requestActivate()
        tryCompare(window, "active", true)
        window.form.url = "127.0.0.1:" + fixture.server.port + "/chat"
        verify(window.form.submit())
        tryVerify(() => window.sessions.current?.stateKey === "open")
        window.detail.show(1)
    }
    function cleanup() {
        fixture.server.deflate = false
        window.destroy()
    }
    function look(name) {
        wait(200)
        verify(fixture.grab(window, name))
    }

    function test_theSwitchShowsBothForms() {
        const text = JSON.stringify({type: "trade", symbol: "AJAR", price: 17.25})
        window.width = 1440
        window.height = 900
        fixture.server.sendDeflated([text])
        fixture.server.sendDeflated([text])
        fixture.server.sendText("not compressed")
        tryVerify(() => item("statusFrames").content.startsWith("3 frames"))
        window.frames.showFrame(2)
        tryCompare(item("payloadBlock"), "content", "{\n  \"type\": \"trade\",\n  \"symbol\": \"AJAR\",\n  \"price\": 17.25\n}")
        verify(item("inflatedForm").checked)
        compare(item("payloadSizes").content, "46 B inflated · 5 B on the wire")
        look("payload-inflated")
        mouseClick(item("wireForm"))
        verify(item("wireForm").checked)
        verify(item("payloadBlock").content.startsWith("000000  aa 26 49 35 00"), item("payloadBlock").content)
        look("payload-wire")
        window.frames.showFrame(3)
        verify(!item("wireForm").visible)
        compare(item("payloadBlock").content, "not compressed")
        window.frames.showFrame(2)
        verify(item("wireForm").checked, "the form that was chosen stays")
        mouseClick(item("inflatedForm"))
        verify(item("payloadBlock").content.startsWith("{"))
    }
    function test_aMessageIsShownOverItsFragments() {
        fixture.server.sendDeflated(["a message of ", "three compressed ", "fragments"])
        fixture.server.sendText("after")
        tryVerify(() => item("statusFrames").content.startsWith("4 frames"))
        mouseClick(item("messagesMode"))
        tryVerify(() => !window.frames.folding)
        window.frames.showFrame(1)
        tryCompare(item("payloadBlock"), "content", "a message of three compressed fragments")
        window.width = 900
        window.height = 600
        Theme.mode = Theme.Dark
        look("payload-message-small-dark")
        compare(window.detail.currentTab, 1, "it stays in a narrow window")
        mouseClick(item("framesMode"))
        tryCompare(item("payloadBlock"), "content", "a message of ")
    }
    function test_whatDoesNotInflateSaysWhy() {
        fixture.server.sendHex("c10401ffffff")
        tryVerify(() => item("statusFrames").content.startsWith("2 frames"), 5000, "our Close answers it")
        window.frames.showFrame(1)
        tryVerify(() => item("payloadNote").visible && item("payloadNote").content.startsWith("it does not inflate: "))
        window.width = 1280
        window.height = 800
        look("payload-broken")
        mouseClick(item("wireForm"))
        verify(item("payloadBlock").content.startsWith("000000  01 ff ff ff"))
    }
}
