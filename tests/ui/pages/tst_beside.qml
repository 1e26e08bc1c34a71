// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Ajar

// A connection and a recording of its other end on one timeline.
TestCase {
    id: test

    property Main window: null
    readonly property string folder: fixture.folder + "/beside"

    name: "Beside"

    Component {
        id: mainWindow
        Main {}
    }

    function item(name) {
        const found = fixture.find(window, name)
        verify(found, "there is an item " + name)
        return found
    }
    function initTestCase() {
        fixture.addSession("beside", "near", 1, 10)
    }
    function init() {
        Theme.mode = Theme.Light
        window = mainWindow.createObject(null, {sessions: fixture.newSessionsIn("beside"), start: fixture.newStart()})
        window.requestActivate()
        tryCompare(window, "active", true)
        verify(window.sessions.openSession(folder + "/near.ajar"))
    }
    function cleanup() {
        window.destroy()
    }
    // The same session as the other end might have it: by a clock of its own, without its last text.
    function otherEnd() {
        const near = folder + "/near.jsonl"
        window.sessions.exportTo(near, "jsonl", true)
        tryVerify(() => fixture.fileExists(near) && !window.sessions.job.running)
        const lines = fixture.fileText(near).trim().split("\n").map(line => JSON.parse(line))
        const lost = lines.filter(line => line.type === "frame" && line.opcode === "text").pop()
        const far = lines.filter(line => line !== lost && line.type !== "verdict")
        for (const line of far.slice(1))
            line.t += 0.004
        const path = folder + "/far.jsonl"
        verify(fixture.write(path, far.map(line => JSON.stringify(line)).join("\n") + "\n"))
        return path
    }
    function rows(list) {
        return Array.from({length: list.count}, (_, row) => list.itemAtIndex(row)).filter(row => row)
    }

    function test_bothEndsAreOnOneTimelineAndWhatIsLostStandsOut() {
        window.besidePopup.show(otherEnd())
        const list = item("besideList")
        tryVerify(() => list.count > 3 || window.besidePopup.beside.problem.length > 0, 10000)
        compare(window.besidePopup.beside.problem, "")
        const fates = rows(list).map(row => row.fate).filter(fate => fate.length > 0)
        compare(fates.filter(fate => fate !== "arrived").length, 1)
        verify(fates.length > 1)
        verify(item("besideStory").count > 3)
        compare(item("besideProblem").visible, false)
        mouseClick(item("besideNext"))
        verify(list.currentIndex >= 0)
        compare(list.currentItem.fate, "one-end") // nothing came the other way, so the ends are not known
        const timeline = item("besideTimeline")
        mouseClick(timeline, timeline.width / 2, timeline.height / 2)
        verify(list.currentIndex >= 0)
        verify(fixture.grab(window, "beside-light"))
        Theme.mode = Theme.Dark
        verify(fixture.grab(window, "beside-dark"))
        mouseWheel(timeline, timeline.width / 2, 40, 0, 120)
        keyClick(Qt.Key_Escape)
        tryCompare(window.besidePopup, "visible", false)
    }

    function test_whatDoesNotBelongIsToldSo() {
        const path = folder + "/not.jsonl"
        verify(fixture.write(path, "no session\n"))
        window.besidePopup.show(path)
        const problem = item("besideProblem")
        tryCompare(problem, "visible", true, 10000)
        verify(problem.content.includes("not.jsonl"), problem.content)
        compare(item("besideList").count, 0)
        keyClick(Qt.Key_Escape)
        window.besidePopup.show(folder + "/missing.ajar")
        tryVerify(() => problem.visible && problem.content.includes("missing.ajar"), 10000)
    }
}
