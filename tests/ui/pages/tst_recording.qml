// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Ajar

// What the window says and offers when the file that it records is gone.
TestCase {
    id: test

    property Main window: null
    property string folder

    name: "Recording"

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
        folder = fixture.folder + "/recording"
        window = mainWindow.createObject(null, {sessions: fixture.newSessionsIn("recording"), start: fixture.newStart()})
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
    function hasRow(text) {
        const view = item("frameView")
        for (let i = 0; i < view.count; ++i) {
            if (view.itemAtIndex(i)?.summary.includes(text))
                return true
        }
        return false
    }

    function test_deletedFile_isSaid_andRecordingGoesOnInAnother() {
        fixture.server.sendText("before")
        tryVerify(() => hasRow("before"))
        const path = folder + "/" + window.sessions.sessionName
        verify(fixture.fileExists(path), path)
        verify(fixture.remove(path))
        const banner = item("recordingBanner")
        tryVerify(() => banner.visible, 5000)
        verify(banner.content.includes(window.sessions.sessionName), banner.content)
        verify(banner.content.includes("deleted"), banner.content)
        verify(item("recordingBannerOffer").visible && item("recordingBannerOffer").enabled)
        verify(fixture.grab(window, "recording-deleted"))
        Theme.mode = Theme.Dark
        verify(fixture.grab(window, "recording-deleted-dark"))
        fixture.server.sendText("meanwhile")

        const elsewhere = folder + "/elsewhere.ajar"
        window.sessions.goOnIn(elsewhere)
        tryVerify(() => window.sessions.notice.includes("elsewhere.ajar"), 5000, window.sessions.notice + window.sessions.error)
        tryVerify(() => !banner.visible)
        verify(fixture.fileExists(elsewhere))
        verify(window.sessions.recording)
        compare(window.sessions.sessionName, "elsewhere.ajar")
        tryVerify(() => hasRow("before") && hasRow("meanwhile"), 5000)
        fixture.server.sendText("after")
        tryVerify(() => hasRow("after"), 5000)
        verify(fixture.grab(window, "recording-elsewhere-dark"))
    }
    function test_placeThatCantBeWritten_isSaid_andTheOldFileStays() {
        window.sessions.goOnIn(folder + "/no/such/folder/x.ajar")
        tryVerify(() => window.sessions.error.length > 0, 5000)
        verify(window.sessions.recording)
        fixture.server.sendText("still here")
        tryVerify(() => hasRow("still here"))
    }
    function test_dismissedTrouble_staysAway() {
        verify(fixture.remove(folder + "/" + window.sessions.sessionName))
        const banner = item("recordingBanner")
        tryVerify(() => banner.visible, 5000)
        window.sessions.dismissTrouble()
        tryVerify(() => !banner.visible)
        wait(1500) // the path is looked at each second
        verify(!banner.visible)
    }
}
