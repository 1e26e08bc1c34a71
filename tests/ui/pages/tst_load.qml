// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Ajar

// Under load every frame arrives and the window still answers; how long its thread was kept at the most
// is printed, since on a busy machine it depends on the others.
TestCase {
    id: test

    property Main window: null
    readonly property int count: 400000

    name: "Load"

    Component {
        id: mainWindow
        Main {}
    }

    function test_everyFrameOfAFastPeerArrives() {
        window = mainWindow.createObject(null, {sessions: fixture.newSessions(), start: fixture.newStart()})
        verify(window)
        wait(500)
        window.form.url = "127.0.0.1:" + fixture.load.serve(count)
        fixture.load.watch()
        const begin = Date.now()
        verify(window.form.submit(), window.form.error)
        tryVerify(() => window.frames.total >= test.count, 60000)
        const seconds = (Date.now() - begin) / 1000
        console.info("%1 frames in %2 s, longest gap %3 ms".arg(test.count).arg(seconds).arg(fixture.load.longestGap))
        verify(fixture.grab(window, "load"))
        window.sessions.current.reset()
        wait(100)
        window.destroy()
    }
}
