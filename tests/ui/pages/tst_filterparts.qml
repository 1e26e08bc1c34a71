// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Ajar

// What sets a part of the filter without typing: control frames, a range on the timeline; and following.
TestCase {
    id: test

    property Main window: null

    name: "FilterParts"

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
    function isSet(text, when) {
        compare(window.frames.filter, text, when)
        compare(item("filterField").text, text)
        tryVerify(() => !window.frames.searching)
    }
    function look(name) {
        for (const [mode, width, height, size] of [[Theme.Light, 1280, 800, "light"], [Theme.Dark, 900, 600, "dark-small"]]) {
            Theme.mode = mode
            window.width = width
            window.height = height
            wait(200)
            verify(fixture.grab(window, name + "-" + size))
        }
        Theme.mode = Theme.Light
    }
    // Over shares of the timeline's width; release() lets go.
    function drag(from, to) {
        const timeline = item("timeline")
        const left = timeline.width * from
        mousePress(timeline, left, 40)
        for (let i = 1; i <= 10; ++i)
            mouseMove(timeline, left + (timeline.width * to - left) * i / 10, 40, 5)
    }
    function release(at) {
        mouseRelease(item("timeline"), item("timeline").width * at, 40)
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
        fixture.server.sendMany(200)
        fixture.server.sendPing("beat")
        tryVerify(() => window.sessions.current.frameCount === "202", 10000, "the Pong is the last")
    }
    function cleanup() {
        window.destroy()
        wait(0)
    }

    function test_controlFramesAreAPartOfTheFilter() {
        const all = window.frames.total
        compare(item("controlFrames").checked, false)
        click("controlFrames")
        isSet("op:control")
        tryCompare(window.frames, "total", 2)
        compare(item("controlFrames").checked, true)
        look("filter-control")
        keyClick(Qt.Key_C, Qt.ControlModifier | Qt.ShiftModifier)
        isSet("")
        tryCompare(window.frames, "total", all)
        verify(window.filterParts.form.set("dir:in"))
        item("controlFrames").forceActiveFocus()
        keyClick(Qt.Key_Space)
        isSet("dir:in and op:control")
        tryCompare(window.frames, "total", 1)
        keyClick(Qt.Key_Space)
        compare(item("controlFrames").checked, false)
        tryVerify(() => window.frames.total >= 201)
        verify(window.filterParts.form.set("op == control dir:in"))
        compare(item("controlFrames").checked, true, "a typed part is the same part")
    }
    function test_followIsLitUntilScrolledUp() {
        const button = item("followButton")
        tryCompare(button, "checked", true)
        mouseWheel(item("frameTable"), 100, 100, 0, 240)
        tryCompare(window.frames, "following", false)
        compare(button.checked, false)
        const first = window.frames.firstRow
        fixture.server.sendMany(20)
        tryVerify(() => window.frames.newRows >= 20)
        compare(window.frames.firstRow, first, "what is looked at stays")
        mouseClick(button)
        compare(window.frames.following, true)
        compare(button.checked, true)
        compare(window.frames.firstRow, window.frames.total - window.frames.visibleRows)
        mouseClick(button)
        compare(window.frames.following, false)
        keyClick(Qt.Key_End, Qt.ControlModifier)
        compare(button.checked, true)
    }
    function test_rangeIsDraggedOnTheTimeline() {
        const all = window.frames.total
        window.sessions.current.reset()
        tryVerify(() => !window.sessions.current.live)
        wait(100)
        verify(window.filterParts.form.set("type == frame"))
        drag(0.4, 0.8)
        verify(item("timeRange").visible)
        compare(window.frames.filter, "type == frame", "nothing is set before the button is let go")
        release(0.8)
        verify(window.frames.filter.startsWith("type == frame and t in {"), window.frames.filter)
        const parts = window.filterParts
        verify(parts.from >= 0 && parts.to > parts.from)
        fuzzyCompare(item("timeRange").x, item("timeline").width * 0.4, 12)
        verify(item("clearTimeRange").text.includes(parts.timeText))
        look("timeline-range")
        const before = parts.to
        window.width = 1280
        window.height = 800
        wait(100)
        drag(0.3, 0.5)
        release(0.5)
        compare(window.frames.filter.split(" t in ").length, 2, "one range, not two: " + window.frames.filter)
        verify(parts.to !== before)
        keyClick(Qt.Key_Escape)
        isSet("type == frame", "Escape takes the range away")
        verify(!item("timeRange").visible)
        drag(0.3, 0.5)
        keyClick(Qt.Key_Escape)
        release(0.5)
        isSet("type == frame", "Escape ends a drag")
        drag(0.3, 0.5)
        release(0.5)
        click("clearTimeRange")
        isSet("type == frame", "its button does")
        drag(0.3, 0.5)
        release(0.5)
        verify(parts.to >= 0)
        mouseDoubleClickSequence(item("timeline"), 300, 30)
        isSet("type == frame", "a double click does")
        verify(window.filterParts.form.set(""))
        tryVerify(() => window.frames.total >= all)
        mouseClick(item("timeline"), item("timeline").width - 20, 40)
        verify(window.frames.currentSeq > 0, "a click still goes to the time")
    }
    function test_noteAddedOutOfSightStandsInOrder() {
        window.frames.showFrame(5)
        window.detail.show(1)
        wait(100)
        const gap = item("payloadBlock").y
        window.detail.show(0)
        wait(100)
        compare(window.marks.setNote("asked twice\nand again"), "")
        wait(100)
        window.detail.show(1)
        wait(100)
        const title = item("payloadTitle")
        const note = item("rowNote")
        verify(note.visible)
        compare(note.y, title.y + title.height + Theme.gap)
        compare(note.height, note.implicitHeight)
        compare(item("payloadBlock").y, gap + note.height + Theme.gap)
        look("note-out-of-sight")
        window.detail.show(0)
        compare(window.marks.setNote(""), "")
        window.detail.show(1)
        tryVerify(() => !note.visible)
    }
}
