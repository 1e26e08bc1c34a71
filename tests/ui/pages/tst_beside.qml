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
        return saved("far.jsonl", far)
    }
    function saved(name, lines) {
        const path = folder + "/" + name
        verify(fixture.write(path, lines.map(line => JSON.stringify(line)).join("\n") + "\n"))
        return path
    }
    function laid() {
        const list = item("besideList")
        tryVerify(() => list.count > 3 || window.besidePopup.beside.problem.length > 0, 10000)
        compare(window.besidePopup.beside.problem, "")
        tryVerify(() => item("besideTimeline").width > 100)
        return list
    }
    function rows(list) {
        return Array.from({length: list.count}, (_, row) => list.itemAtIndex(row)).filter(row => row)
    }

    function test_bothEndsAreOnOneTimelineAndWhatIsLostStandsOut() {
        window.besidePopup.show(otherEnd())
        const list = laid()
        verify(!item("besideChoice").visible)
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

    function test_theTimelineShowsLessAndMoreAndMoves() {
        window.besidePopup.show(otherEnd())
        const list = laid()
        const timeline = item("besideTimeline")
        const middle = () => timeline.timeAt(timeline.width / 2)
        const span = () => timeline.timeAt(timeline.width) - timeline.timeAt(0)
        const all = span()
        mouseWheel(timeline, timeline.width / 2, 40, 0, 120)
        fuzzyCompare(span(), all / 1.3, all / 1000)
        list.forceActiveFocus()
        keyClick(Qt.Key_Plus)
        fuzzyCompare(span(), all / 1.69, all / 1000)
        let before = middle()
        keyClick(Qt.Key_Right)
        verify(middle() > before)
        before = middle()
        mousePress(timeline, timeline.width / 2, 40)
        for (let x = 10; x <= 60; x += 10)
            mouseMove(timeline, timeline.width / 2 + x, 40)
        mouseRelease(timeline, timeline.width / 2 + 60, 40)
        verify(middle() < before, "dragged to the right, what was before comes in")
        keyClick(Qt.Key_Minus)
        keyClick(Qt.Key_0)
        fuzzyCompare(span(), all, all / 1000)
    }

    function test_aRowIsShownInTheTable() {
        window.besidePopup.show(otherEnd())
        const list = laid()
        mouseClick(item("besideNext"))
        const number = Number(list.currentItem.numberA.slice(1))
        verify(number > 0)
        verify(item("besideInTable").enabled)
        list.forceActiveFocus()
        keyClick(Qt.Key_Return)
        tryCompare(window.besidePopup, "visible", false)
        tryCompare(window.frames, "currentNumber", number)
    }

    function test_anotherConnectionOfTheOtherSessionCanBeChosen() {
        const [header, ...near] = fixture.fileText(otherEnd()).trim().split("\n").map(line => JSON.parse(line))
        const [own] = header.connections
        header.connections = [own, Object.assign({}, own, {id: 2, url: "ws://other.test/"})]
        const foreign = near.map(line => Object.assign({}, line, {connection: 2}))
        window.besidePopup.show(saved("two.jsonl", [header, ...near, ...foreign]))
        const choice = item("besideChoice")
        tryVerify(() => choice.visible, 10000)
        // Both are alike, so it is for the user to say.
        tryVerify(() => !window.besidePopup.beside.running)
        verify(fixture.grab(window, "beside-choice"))
        compare(choice.currentIndex, -1)
        verify(item("besideProblem").visible)
        window.besidePopup.beside.choose(1)
        laid()
        compare(choice.currentIndex, 1)
        compare(choice.currentText, "2: ws://other.test/")
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
