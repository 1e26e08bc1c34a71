// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Ajar

// Marks, notes, find, time reference, two rows measured and compared: with keys and clicks.
TestCase {
    id: test

    property Main window: null

    name: "Marks"

    Component {
        id: mainWindow
        Main {}
    }

    function item(name) {
        const found = fixture.find(window, name)
        verify(found, "there is an item " + name)
        return found
    }
    function row(number) {
        const view = item("frameView")
        for (let i = 0; i < view.count; ++i) {
            const one = view.itemAtIndex(i)
            if (one && !one.thin && one.number === number)
                return one
        }
        return null
    }
    function look(name) {
        for (const mode of [[Theme.Light, "light"], [Theme.Dark, "dark"]]) {
            Theme.mode = mode[0]
            wait(150)
            verify(fixture.grab(window, name + "-" + mode[1]))
        }
        Theme.mode = Theme.Light
    }
    function select(number) {
        window.frames.showFrame(number)
        tryVerify(() => window.frames.currentNumber === number)
        item("frameTable").forceActiveFocus()
    }
    function type(text) {
        for (const c of text)
            keyClick(c)
    }
    function init() {
        Theme.mode = Theme.Light
        window = mainWindow.createObject(null, {sessions: fixture.newSessions(), start: fixture.newStart()})
        verify(window)
        window.requestActivate()
        tryCompare(window, "active", true)
        window.form.url = "127.0.0.1:" + fixture.server.port + "/chat"
        mouseClick(item("connectButton"))
        tryVerify(() => window.sessions.current?.stateKey === "open", 5000)
        tryVerify(() => fixture.server.opened)
        for (let i = 1; i <= 12; ++i) {
            fixture.server.sendText(JSON.stringify({id: i, word: i % 4 === 0 ? "needle" : "hay", text: "line " + i}))
            tryVerify(() => window.sessions.current.frameCount === i.toString(), 5000)
        }
        select(4)
        tryVerify(() => row(3) && row(9))
    }
    function cleanup() {
        window.destroy()
    }

    function test_rowsAreMarkedColouredAndNoted() {
        keyClick(Qt.Key_M, Qt.ControlModifier)
        compare(window.marks.currentColour, 0)
        keyClick(Qt.Key_2, Qt.ControlModifier)
        compare(window.marks.currentColour, 2)
        tryVerify(() => row(4).mark === 2)
        select(7)
        keyClick(Qt.Key_4, Qt.ControlModifier)
        keyClick(Qt.Key_M, Qt.ControlModifier | Qt.ShiftModifier)
        tryVerify(() => item("noteInputArea").activeFocus)
        type("ask why")
        keyClick(Qt.Key_Return)
        tryVerify(() => row(7).note === "ask why")
        compare(window.marks.note(window.frames.currentSeq), "ask why")
        window.detail.show(1)
        tryCompare(item("rowNote"), "content", "✎ ask why")
        tryVerify(() => item("rowNote").y >= item("payloadTitle").y + item("payloadTitle").height)
        look("marks")
        keyClick(Qt.Key_M, Qt.ControlModifier)
        compare(window.marks.currentColour, -1)
        keyClick(Qt.Key_M, Qt.ControlModifier)
        compare(window.marks.currentColour, 4)
        compare(window.marks.currentNote, "ask why")
        keyClick(Qt.Key_0, Qt.ControlModifier)
        compare(window.marks.currentColour, 0)
        compare(window.sessions.error, "")
        window.marks.flush()
        compare(window.marks.saved, true)
    }
    function test_keysGoFromMarkToMark() {
        for (const number of [2, 9]) {
            select(number)
            keyClick(Qt.Key_1, Qt.ControlModifier)
        }
        keyClick(Qt.Key_N, Qt.ControlModifier | Qt.ShiftModifier)
        compare(window.frames.currentNumber, 2)
        keyClick(Qt.Key_N, Qt.ControlModifier | Qt.ShiftModifier)
        compare(window.frames.currentNumber, 9)
        keyClick(Qt.Key_B, Qt.ControlModifier | Qt.ShiftModifier)
        compare(window.frames.currentNumber, 2)
        keyClick(Qt.Key_B, Qt.ControlModifier | Qt.ShiftModifier)
        compare(window.frames.currentNumber, 9)
    }
    function test_marksAreInACopyAndInTheFile() {
        keyClick(Qt.Key_3, Qt.ControlModifier)
        window.marks.flush()
        const copy = fixture.folder + "/marked.ajar"
        window.sessions.saveAs(copy)
        tryVerify(() => window.sessions.notice.includes("Saved"), 5000)
        const seq = window.frames.currentSeq
        verify(window.sessions.openSession(copy))
        compare(window.marks.count, 1)
        compare(window.marks.colour(seq), 3)
        window.frames.select(1)
        keyClick(Qt.Key_5, Qt.ControlModifier)
        window.marks.flush()
        wait(50)
        compare(window.marks.saved, true)
        verify(!fixture.fileExists(copy + "-wal"))
        verify(!fixture.fileExists(copy + "-journal"))
    }
    function test_aFilterAndFindFollowTheMarks() {
        const rows = () => window.frames.searching ? -1 : Number(window.frames.countText.split(" ")[0])
        verify(window.frames.setFilter("marked"))
        tryVerify(() => rows() === 0)
        keyClick(Qt.Key_2, Qt.ControlModifier)
        tryVerify(() => rows() === 1, 5000, "the marked row comes")
        verify(window.frames.setFilter(""))
        const find = item("findBar").find
        find.text = "marked"
        find.next()
        tryVerify(() => find.status.startsWith("1 of 1"), 5000, find.status)
        select(7)
        keyClick(Qt.Key_1, Qt.ControlModifier)
        window.marks.flush()
        tryVerify(() => find.status === "", 5000, "what was found is not true any more")
        find.previous()
        tryVerify(() => find.status.startsWith("1 of 2"), 5000, find.status)
        verify(window.frames.setFilter("marked"))
        tryVerify(() => rows() === 2)
        item("frameTable").forceActiveFocus()
        keyClick(Qt.Key_M, Qt.ControlModifier)
        tryVerify(() => rows() === 1, 5000, "and goes")
    }
    function test_aFileThatCantBeWrittenKeepsItsMarksInTheWindow() {
        keyClick(Qt.Key_1, Qt.ControlModifier)
        window.marks.flush()
        const copy = fixture.folder + "/lost.ajar"
        window.sessions.saveAs(copy)
        tryVerify(() => window.sessions.notice.includes("Saved"), 5000)
        verify(window.sessions.openSession(copy))
        verify(fixture.remove(copy))
        window.frames.select(2)
        keyClick(Qt.Key_6, Qt.ControlModifier)
        tryVerify(() => window.sessions.error.includes("stay in this window only"), 5000)
        compare(window.marks.saved, false)
        compare(window.marks.currentColour, 6)
        look("marks-unsaved")
    }
    function test_findJumpsAroundAndShowsTheWord() {
        window.detail.show(1)
        keyClick(Qt.Key_F, Qt.ControlModifier)
        tryVerify(() => item("findField").activeFocus)
        type("needle")
        keyClick(Qt.Key_Return)
        tryVerify(() => window.frames.currentNumber === 8, 5000)
        tryCompare(item("findStatus"), "content", "2 of 3")
        tryVerify(() => item("payloadBlock").selected === "needle")
        look("find")
        keyClick(Qt.Key_F3)
        tryVerify(() => window.frames.currentNumber === 12)
        keyClick(Qt.Key_F3)
        tryVerify(() => window.frames.currentNumber === 4)
        verify(item("findStatus").content.includes("from the top again"))
        keyClick(Qt.Key_F3, Qt.ShiftModifier)
        tryVerify(() => window.frames.currentNumber === 12)
        verify(item("findStatus").content.includes("from the end again"))
        keyClick(Qt.Key_Return, Qt.ShiftModifier)
        tryVerify(() => window.frames.currentNumber === 8)
        compare(window.frames.total > 12, true)
    }
    function test_findTakesTheFilterLanguageAndSaysWhatIsWrong() {
        keyClick(Qt.Key_F, Qt.ControlModifier)
        tryVerify(() => item("findField").activeFocus)
        type("json:$.id == 11")
        keyClick(Qt.Key_Return)
        tryVerify(() => window.frames.currentNumber === 11, 5000)
        item("findField").selectAll()
        type("colour:pink")
        verify(item("findField").problem.length > 0)
        item("findField").selectAll()
        type("nowhere")
        keyClick(Qt.Key_Return)
        tryCompare(item("findStatus"), "content", "Not found")
        compare(window.frames.currentNumber, 11)
        fixture.server.sendText("it is nowhere else")
        tryVerify(() => window.sessions.current.frameCount === "13")
        keyClick(Qt.Key_Return)
        tryVerify(() => window.frames.currentNumber === 13, 5000)
        keyClick(Qt.Key_Escape)
        tryVerify(() => !item("findBar").visible)
        verify(item("frameTable").activeFocus)
    }
    function test_timesCountFromAChosenRow() {
        keyClick(Qt.Key_T, Qt.ControlModifier)
        compare(row(4).time, "REF")
        verify(row(3).time.startsWith("−0:0"))
        verify(row(5).time.startsWith("+0:0"))
        compare(item("timeTitle").content, "Time − #4")
        look("reference")
        select(9)
        verify(row(3).time.startsWith("−0:0"))
        keyClick(Qt.Key_T, Qt.ControlModifier)
        compare(row(9).time, "REF")
        keyClick(Qt.Key_T, Qt.ControlModifier)
        compare(item("timeTitle").content, "Time")
        verify(row(3).time.startsWith("0:0"))
    }
    function test_twoRowsAreCompared() {
        mouseClick(row(8), 300, 8, Qt.LeftButton, Qt.ShiftModifier)
        keyClick(Qt.Key_D, Qt.ControlModifier | Qt.ShiftModifier)
        tryCompare(item("compareTitle"), "content", "#4 and #8")
        tryVerify(() => item("compareList").count > 10, 5000)
        look("compare")
        const model = item("compareList").model
        const rows = []
        for (let i = 0; i < model.rowCount(); ++i) {
            const index = model.index(i, 0)
            if (model.data(index, Qt.UserRole + 3) && model.data(index, Qt.UserRole) === "")
                rows.push(model.data(index, Qt.UserRole + 1).trim() + " / " + model.data(index, Qt.UserRole + 2).trim())
        }
        compare(rows.join("; "), '"id": 4, / "id": 8,; "text": "line 4" / "text": "line 8"')
        mouseClick(item("compareNext"))
        verify(item("compareList").currentIndex > 0)
        keyClick(Qt.Key_Escape)
        tryVerify(() => !fixture.find(window, "compareTitle")?.visible)
    }
    function test_twoRowsAreMeasured() {
        mouseClick(row(9), 300, 8, Qt.LeftButton, Qt.ControlModifier)
        compare(window.frames.currentNumber, 4)
        verify(row(9).second)
        tryVerify(() => item("statusRecorded").content.includes("4 frames"), 5000)
        verify(/^Δ 0\.\d{3} \d{3} s, 4 rows, 4 frames, \d+ B between #4 and #9$/.test(item("statusRecorded").content), item("statusRecorded").content)
        look("measure")
        keyClick(Qt.Key_Up, Qt.ShiftModifier)
        tryVerify(() => item("statusRecorded").content.includes("3 frames"))
        mouseClick(row(6))
        verify(!item("statusRecorded").content.includes("Δ"))
    }
}
