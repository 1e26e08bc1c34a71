// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Ajar

// Nothing that comes from the network or from the user's own fields may be rendered as rich text:
// an image in it would be fetched. The control shows that the counting server would see it.
TestCase {
    id: test

    property Main window: null
    readonly property string image: "<img src='http://127.0.0.1:" + fixture.counting.port + "/x.png'>"

    name: "PlainText"
    when: windowShown
    visible: true
    width: 100
    height: 100

    Component {
        id: mainWindow
        Main {}
    }
    Component {
        id: careless
        Text {}
    }

    function init() {
        window = mainWindow.createObject(null, {sessions: fixture.newSessions(), start: fixture.newStart()})
        window.form.headers.setName(0, "X-Image")
        window.form.headers.setValue(0, image)
        window.form.url = "ws://127.0.0.1:" + fixture.server.port + "/?q=" + encodeURIComponent(image)
        verify(window.form.submit(), window.form.error)
        tryVerify(() => window.sessions.current?.stateKey === "open")
    }
    function cleanup() {
        window.destroy()
    }

    function test_markupIsNeverFetched() {
        const before = fixture.counting.requests
        fixture.server.sendText(image)
        fixture.server.sendText("{\"a\":\"" + image + "\"}")
        fixture.server.sendPing(image.slice(0, 120))
        fixture.server.sendClose(1001, image)
        tryVerify(() => window.sessions.current.stateKey !== "open")
        for (let seq = 1; seq <= window.frames.total; ++seq) {
            window.frames.select(seq)
            for (let tab = 0; tab < 5; ++tab)
                window.detail.show(tab)
            wait(5)
        }
        window.form.url = "ftp://" + image
        window.form.submit()
        window.sessions.openSession("/nowhere/" + image)
        for (let tab = 0; tab < 5; ++tab) {
            window.detail.show(tab)
            wait(60)
        }
        verify(fixture.grab(window, "markup-light"))
        compare(fixture.counting.requests, before)
    }
    function test_refusalBodyIsNeverFetched() {
        const before = fixture.counting.requests
        fixture.server.refuseNext(500, image)
        window.form.url = "127.0.0.1:" + fixture.server.port
        verify(window.form.submit())
        tryVerify(() => window.sessions.current.stateKey === "refused")
        for (let tab = 0; tab < 5; ++tab) {
            window.detail.show(tab)
            wait(60)
        }
        compare(fixture.counting.requests, before)
    }
    function test_control_aCarelessTextIsFetched() {
        const before = fixture.counting.requests
        createTemporaryObject(careless, test, {text: image})
        tryVerify(() => fixture.counting.requests > before)
    }
    function test_invisibleCharactersAreShown() {
        compare(Plain.line("a\u202eb\u0000c\nd"), "a\\u202eb\\u0000c\\nd")
        compare(Plain.block("a\nb\u200b"), "a\nb\\u200b")
        verify(Plain.line("x".repeat(100000)).length < 70000)
    }
}
