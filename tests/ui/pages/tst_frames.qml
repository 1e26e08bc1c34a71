// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Ajar

// Frames at the user's will: raw ones, edited ones, held ones, compression, limits, findings.
TestCase {
    id: test

    property Main window: null

    name: "Frames"

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
        const found = item(name)
        verify(found.visible && found.enabled, name + " can be clicked")
        mouseClick(found)
    }
    function typeInto(name, text) {
        const field = item(name)
        mouseClick(field)
        field.selectAll()
        keyClick(Qt.Key_Delete)
        for (const c of text)
            keyClick(c)
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
    function sees(frame) {
        tryVerify(() => fixture.server.received.includes(frame), 5000, frame + " in " + fixture.server.received)
    }
    function look(name) {
        for (const mode of [[Theme.Light, "light"], [Theme.Dark, "dark"]]) {
            Theme.mode = mode[0]
            wait(120)
            verify(fixture.grab(window, name + "-" + mode[1]))
        }
        Theme.mode = Theme.Light
    }
    function size(width, height) {
        window.width = width
        window.height = height
        wait(100)
    }
    function init() {
        Theme.mode = Theme.Light
        window = mainWindow.createObject(null, {sessions: fixture.newSessions(), start: fixture.newStart()})
        verify(window)
        window.requestActivate()
        tryCompare(window, "active", true)
        window.form.url = "127.0.0.1:" + fixture.server.port + "/chat"
    }
    function cleanup() {
        window.destroy()
    }
    function open() {
        click("connectButton")
        stateIs("open")
        tryVerify(() => fixture.server.opened)
    }

    function test_aRawFrameIsMadeFieldByField() {
        open()
        click("kind3")
        tryVerify(() => item("rawOpcode").visible)
        choose("rawOpcode", 3)
        click("rawFin")
        click("rawRsv2")
        typeInto("rawKey", "37fa213d")
        typeInto("rawPayloadArea", "Hi")
        compare(item("rawWrittenArea").text, "opcode=3,fin=0,rsv2=1,mask=37fa213d,payload=4869")
        compare(item("rawPreview").content, "23 82 37 fa 21 3d 7f 93")
        typeInto("rawKey", "37")
        verify(item("composerProblem").content.includes("8 hex digits"))
        verify(!item("sendButton").enabled)
        size(900, 600)
        look("raw-problem-small")
        typeInto("rawKey", "37fa213d")
        look("raw-small")
        size(1440, 900)
        look("raw")
        click("sendButton")
        sees("23 M 4869")
        verify(item("rawOpcode").visible, "it stays open for the next one")
    }
    function test_theWrittenFormFillsTheFields() {
        open()
        keyClick(Qt.Key_F, Qt.ControlModifier | Qt.ShiftModifier)
        tryVerify(() => item("rawOpcode").visible)
        typeInto("rawWrittenArea", "opcode=ping,mask=0,form=64,fragments=2,text=\"ab\"")
        compare(item("rawOpcode").currentIndex, 9)
        compare(item("rawMasked").checked, false)
        compare(item("rawForm").currentIndex, 3)
        compare(item("rawFragments").text, "2")
        compare(item("rawPayloadArea").text, "ab")
        compare(item("rawPreview").content, "09 7f 00 00 00 00 00 00 00 01 61 (first of 2)")
        keyClick(Qt.Key_Return, Qt.ControlModifier)
        sees("09 - 61")
        sees("80 - 62")
        typeInto("rawWrittenArea", "opcode=ping,fin=2")
        compare(item("composerProblem").content, "At character 17: fin is 0 or 1.")
        verify(!item("sendButton").enabled)
        click("rawPayloadKind1")
        keyClick(Qt.Key_Escape)
        tryVerify(() => !fixture.find(window, "rawOpcode")?.visible)
    }
    function test_aLyingLengthArrivesAsSuch() {
        open()
        click("kind3")
        tryVerify(() => item("rawLength").visible)
        typeInto("rawLength", "6")
        typeInto("rawPayloadArea", "abc")
        click("sendButton")
        tryVerify(() => item("statusFrames").content.startsWith("1 frame"))
        compare(fixture.server.received.length, 0)
        click("kind0")
        click("kind3")
        typeInto("rawWrittenArea", "opcode=text,mask=0,text=\"x\"")
        click("sendButton") // its three bytes are the rest of the frame before
        tryVerify(() => fixture.server.received.length === 1)
        compare(fixture.server.received[0].length, "81 M ".length + 12)
        verify(fixture.server.received[0].startsWith("81 M 616263"))
    }
    function test_aFilesBytesAreThePayload() {
        const path = fixture.folder + "/payload.bin"
        verify(fixture.write(path, "from a file"))
        open()
        click("kind3")
        tryVerify(() => item("rawPayloadKind2").visible)
        click("rawPayloadKind2")
        typeInto("rawPayloadArea", path + "x")
        verify(item("composerProblem").content.includes("There is no file"))
        typeInto("rawPayloadArea", path)
        compare(item("composerProblem").visible, false)
        click("sendButton")
        sees("81 M " + "66726f6d20612066696c65")
    }
    function test_dataAfterOurCloseCarriesItsFinding() {
        open()
        click("sendCloseButton")
        stateIs("half-closed-local")
        compare(item("sendButton").enabled, false)
        click("kind3")
        tryVerify(() => item("sendButton").enabled)
        typeInto("rawWrittenArea", "opcode=text,text=\"late\"")
        click("sendButton")
        sees("81 M 6c617465")
        keyClick(Qt.Key_Escape)
        tryVerify(() => fixture.find(window, "finding-data-after-close") !== null)
        compare(item("level-data-after-close").content, "MUST")
        tryCompare(item("statusFindings"), "content", "1 finding")
        click("finding-data-after-close")
        tryVerify(() => window.frames.currentNumber === 2)
        window.detail.show(2)
        wait(100)
        look("frame-findings")
    }
    function test_reservedCodesGoOutOnceUnlocked() {
        open()
        typeInto("closeCodeInput", "1005")
        compare(item("sendCloseButton").enabled, false)
        size(900, 600)
        click("unlockCodes")
        compare(item("closeCodeInput").text, "1005")
        compare(item("sendCloseButton").enabled, true)
        look("unlocked-small")
        click("sendCloseButton")
        tryCompare(fixture.server, "closeCode", 1005)
        sees("88 M 03ed")
        stateIs("half-closed-local")
        tryVerify(() => fixture.find(window, "finding-close-code-never-sent") !== null)
    }
    function test_aMessageGoesOutInFragments() {
        open()
        typeInto("composerArea", "abcde")
        typeInto("messageFragments", "0")
        verify(!item("sendButton").enabled)
        typeInto("messageFragments", "2")
        click("sendButton")
        sees("01 M 616263")
        sees("80 M 6465")
        compare(item("sendPlain").checked, false)
        click("sendPlain")
        compare(window.sessions.current.stateKey, "open")
        click("repliesButton")
        tryVerify(() => item("uncompressedSwitch").visible)
        compare(item("uncompressedSwitch").checked, true)
    }
    function test_aHeldCloseIsEdited() {
        open()
        click("withholdClose")
        fixture.server.sendClose(1001, "server restart")
        stateIs("half-closed-remote")
        tryVerify(() => window.sessions.current.replyHeld)
        tryVerify(() => fixture.find(window, "edit2") !== null)
        size(900, 600)
        click("edit2")
        tryVerify(() => item("editCode").activeFocus)
        compare(item("editCode").text, "1001")
        compare(item("editReason").text, "server restart")
        typeInto("editCode", "x")
        compare(item("editSend").enabled, false)
        typeInto("editCode", "1006")
        verify(item("editNote").content.startsWith("Against the rules"))
        look("edit-close-small")
        typeInto("editCode", "4123")
        typeInto("editReason", "mine")
        keyClick(Qt.Key_Return)
        tryCompare(fixture.server, "closeCode", 4123)
        sees("88 M 101b6d696e65")
        tryVerify(() => !window.sessions.current.replyHeld)
        fixture.server.endTcp()
        stateIs("closed")
    }
    function test_bothDirectionsAreHeldEditedReleasedAndDropped() {
        open()
        size(900, 600)
        click("holdSent")
        click("holdReceived")
        verify(item("heldWords").content.startsWith("Holding both directions"))
        typeInto("composerArea", "one")
        click("sendButton")
        tryVerify(() => window.sessions.current.heldCount === 1)
        fixture.server.sendPing("hb")
        fixture.server.sendText("two")
        tryVerify(() => window.sessions.current.heldCount === 3)
        tryCompare(item("heldWords"), "content", "Holding both directions · 3 held · 8 B")
        look("holding-small")
        compare(fixture.server.received.length, 0)
        size(1440, 900)
        look("holding")
        window.frames.showFrame(3)
        keyClick(Qt.Key_E, Qt.ControlModifier)
        tryVerify(() => item("editArea").activeFocus)
        compare(item("editArea").text, "two")
        click("editHex")
        compare(item("editArea").text, "74 77 6f")
        typeInto("editArea", "6 ")
        compare(item("editSend").enabled, false)
        typeInto("editArea", "ff00")
        look("edit-hex")
        click("editSend")
        tryVerify(() => window.sessions.current.heldCount === 2)
        click("holdSent")
        click("releaseAll")
        sees("81 M 6f6e65")
        sees("8a M 6862") // the Ping, let in, is answered
        tryVerify(() => window.sessions.current.heldCount === 0)
        fixture.server.sendText("three")
        tryVerify(() => window.sessions.current.heldCount === 1)
        click("dropAll")
        tryVerify(() => window.sessions.current.heldCount === 0)
        click("holdReceived")
        compare(item("heldWords").visible, false)
    }
    function test_deflateIsOfferedAsChosen() {
        size(900, 600)
        click("optionsButton")
        tryVerify(() => item("deflateToggle").visible)
        compare(item("deflateOffer").content, "permessage-deflate; client_max_window_bits")
        click("serverNoTakeover")
        choose("serverBits", 3)
        choose("clientBits", 0)
        look("options-small")
        keyClick(Qt.Key_Escape)
        compare(item("optionsButton").text, "Options · 1")
        open()
        window.detail.show(3)
        const offer = "permessage-deflate; server_no_context_takeover; server_max_window_bits=10"
        tryVerify(() => item("handshakeRequest").content.includes("Sec-WebSocket-Extensions: " + offer))
        compare(item("handshakeExtension").content, "No extension agreed; offered: " + offer)
        click("optionsButton")
        tryVerify(() => item("deflateToggle").visible)
        click("deflateToggle")
        keyClick(Qt.Key_Escape)
        click("connectButton")
        tryVerify(() => window.sessions.currentIndex === 1)
        stateIs("open")
        tryVerify(() => item("handshakeRequest").content.length > 0 && !item("handshakeRequest").content.includes("Sec-WebSocket-Extensions"))
        compare(item("handshakeExtension").content, "No extension offered.")
    }
    function test_limitsAreKept() {
        size(1440, 900)
        click("optionsButton")
        tryVerify(() => item("limit-frame").visible)
        compare(item("limit-frame").text, "64M")
        typeInto("limit-frame", "lots")
        verify(item("limit-frame").problem.length > 0)
        look("options")
        keyClick(Qt.Key_Escape)
        click("connectButton")
        verify(item("urlProblem").content.includes("Limit of Frame"))
        click("optionsButton")
        typeInto("limit-frame", "1k")
        keyClick(Qt.Key_Escape)
        open()
        fixture.server.sendText("x".repeat(1025))
        tryCompare(fixture.server, "closeCode", 1009)
    }
    function test_findingsAreListedOnceEachAndLeadToTheirFrames() {
        open()
        click("repliesButton")
        tryVerify(() => item("lenientSwitch").visible)
        click("lenientSwitch")
        keyClick(Qt.Key_Escape)
        fixture.server.sendText("fine")
        for (let i = 0; i < 7; ++i)
            fixture.server.sendHex("830161") // opcode 3 is reserved
        fixture.server.sendHex("8102c328") // no UTF-8
        fixture.server.sendHex("8802ec03") // code 60419 is undefined
        tryVerify(() => fixture.find(window, "finding-opcode-reserved") !== null)
        tryVerify(() => fixture.find(window, "detail-text-utf8") !== null)
        verify(item("detail-text-utf8").content.includes("of the message is no UTF-8"))
        compare(item("level-opcode-reserved").content, "MUST")
        tryVerify(() => fixture.find(window, "finding-close-code-5000") !== null)
        compare(item("level-close-code-5000").content, "SHOULD")
        size(1440, 900)
        look("findings")
        size(900, 600)
        look("findings-small")
        size(1440, 900)
        click("finding-opcode-reserved-4")
        tryVerify(() => window.frames.currentNumber === 4)
        click("finding-text-utf8")
        tryVerify(() => window.frames.currentNumber === 9)
        item("finding-close-code-5000").parent.parent.parent.forceActiveFocus()
        keyClick(Qt.Key_Return)
        tryVerify(() => window.frames.currentNumber === 10)
    }
}
