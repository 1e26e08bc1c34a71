// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Ajar

// What can be chosen before a connection, and what the Handshake tab shows of TLS.
TestCase {
    id: test

    property Main window: null

    name: "Opening"

    Component {
        id: mainWindow
        Main {}
    }

    function item(name) {
        const found = fixture.find(window, name)
        verify(found, "there is an item " + name)
        return found
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
    }
    function cleanup() {
        window.destroy()
    }

    function test_credentialsAndCookiesGoOut() {
        window.width = 900
        window.height = 600
        window.form.url = "127.0.0.1:" + fixture.server.port + "/chat"
        mouseClick(item("optionsButton"))
        tryVerify(() => item("userField").visible)
        typeInto("userField", "ann")
        typeInto("passwordField", "secret")
        typeInto("cookiesField", "a=1; b=2")
        typeInto("redirectsField", "many")
        wait(200)
        verify(fixture.grab(window, "options-popup-small"))
        keyClick(Qt.Key_Escape)
        mouseClick(item("connectButton"))
        verify(item("urlProblem").visible)
        mouseClick(item("optionsButton"))
        typeInto("redirectsField", "3")
        keyClick(Qt.Key_Escape)
        mouseClick(item("connectButton"))
        stateIs("open")
        window.detail.show(3)
        tryVerify(() => item("handshakeRequest").content.includes("Cookie: a=1; b=2"))
        verify(item("handshakeRequest").content.includes("Authorization: Basic YW5uOnNlY3JldA=="))
        compare(item("optionsButton").text, "Options · 3")
    }
    function test_anUnknownCertificateIsRefusedAndThenTrusted() {
        window.width = 1280
        window.height = 800
        window.form.url = "wss://localhost:" + fixture.tlsServer.port + "/chat"
        mouseClick(item("connectButton"))
        stateIs("refused")
        window.detail.show(3)
        tryVerify(() => item("handshakeTls").content.includes(fixture.fingerprint))
        wait(200)
        verify(fixture.grab(window, "tls-refused"))
        mouseClick(item("tlsButton"))
        tryVerify(() => item("trustField").visible)
        typeInto("trustField", fixture.fingerprint)
        Theme.mode = Theme.Dark
        wait(200)
        verify(fixture.grab(window, "tls-popup-dark"))
        keyClick(Qt.Key_Escape)
        mouseClick(item("connectButton"))
        stateIs("open")
        tryVerify(() => item("handshakeTls").content.includes("by exception"))
        wait(200)
        verify(fixture.grab(window, "tls-trusted-dark"))
        compare(item("tlsButton").text, "TLS · 1")
    }
}
