// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Ajar

// A session of millions of frames: its last rows are the right ones, a filter that lets all pass
// too, and memory stays small. How long pictures took while it was scrolled is printed, since on a
// busy machine it depends on the others.
TestCase {
    id: test

    property Main window: null
    property string path
    readonly property double frames: fixture.largeFrames

    name: "Large"

    Component {
        id: mainWindow
        Main {}
    }

    function item(name) {
        const found = fixture.find(window, name)
        verify(found, "there is an item " + name)
        return found
    }
    function seqsShown() {
        const view = item("frameView")
        view.forceLayout()
        const seqs = []
        for (let i = 0; i < view.count; ++i)
            seqs.push(view.itemAtIndex(i).seq)
        return seqs
    }
    // The rows of the window end with the last record, without a gap, and none over another.
    function checkEnd() {
        const view = item("frameView")
        const total = window.frames.total
        const seqs = seqsShown()
        compare(seqs.length, window.frames.visibleRows)
        for (let i = 0; i < seqs.length; ++i) {
            compare(seqs[i], total - seqs.length + 1 + i)
            compare(view.itemAtIndex(i).y, i * Theme.rowHeight)
        }
        const numbers = []
        for (let i = 0; i < seqs.length; ++i) {
            const row = view.itemAtIndex(i)
            if (!row.thin)
                numbers.push(row.number)
        }
        compare(numbers[numbers.length - 1], test.frames)
        compare(view.itemAtIndex(seqs.length - 1).summary.length > 0, true)
    }
    function figures(what, times) {
        const at = share => times[Math.min(times.length - 1, Math.floor(times.length * share))]
        const work = fixture.load.work
        console.info("%1 in %2 rows: %3 pictures, median %4 ms, 99 % within %5 ms, longest %6 ms; work of the thread: median %7 ms, longest %8 ms".arg(what).arg(test.frames).arg(times.length).arg(at(0.5).toFixed(1)).arg(at(0.99).toFixed(1)).arg(at(1).toFixed(1)).arg(work[Math.floor(work.length / 2)].toFixed(1)).arg(work[work.length - 1].toFixed(1)))
    }
    function initTestCase() {
        path = fixture.madeSession(frames)
    }
    function init() {
        Theme.mode = Theme.Light
        window = mainWindow.createObject(null, {sessions: fixture.newSessions(), start: fixture.newStart()})
        verify(window)
        window.requestActivate()
        tryCompare(window, "active", true)
        const begin = Date.now()
        verify(window.sessions.openSession(path))
        tryVerify(() => window.frames.total > test.frames && item("frameView").count > 0)
        console.info("first rows after %1 ms".arg(Date.now() - begin))
    }
    function cleanup() {
        window.destroy()
        wait(0)
    }

    function test_endIsReachedByKeyAndByScrollBar() {
        window.frames.scrollTo(0)
        compare(seqsShown()[0], 1)
        window.frames.selectFirst()
        item("frameTable").forceActiveFocus()
        keyClick(Qt.Key_End)
        compare(window.frames.currentSeq, window.frames.total)
        wait(100)
        checkEnd()
        verify(fixture.grab(window, "large-end"))
        window.frames.scrollTo(0)
        verify(!window.frames.following)
        const bar = item("frameScrollBar")
        mouseDrag(bar, bar.width / 2, bar.height * 0.03, 0, bar.height, Qt.LeftButton)
        compare(window.frames.firstRow, window.frames.total - window.frames.visibleRows)
        checkEnd()
    }
    function test_jumpIsExact() {
        for (const share of [0.1, 0.5, 0.987654]) {
            const number = Math.floor(test.frames * share)
            keyClick(Qt.Key_G, Qt.ControlModifier)
            tryVerify(() => item("goToField").activeFocus)
            item("goToField").selectAll()
            for (const c of "#" + number)
                keyClick(c)
            keyClick(Qt.Key_Return)
            compare(window.frames.currentNumber, number)
            const row = item("frameView").itemAtIndex(window.frames.currentPlace)
            compare(row.number, number)
            if (row.type === "Text" && row.fragments === 0 && row.summary.includes("\"n\":"))
                verify(row.summary.includes("\"n\":" + number), row.summary)
        }
    }
    function test_filterThatLetsAllPassKeepsMemorySmall() {
        const begin = Date.now()
        const all = window.frames.total
        verify(window.frames.setFilter("type:frame or not type:frame"))
        tryVerify(() => window.frames.total > 0, 1000)
        tryVerify(() => !window.frames.searching, 900000)
        console.info("all rows passed after %1 ms".arg(Date.now() - begin))
        compare(window.frames.total, all)
        window.frames.selectLast()
        wait(50)
        checkEnd()
        verify(fixture.grab(window, "large-filtered-end"))
        verify(window.frames.setFilter("/\"n\":" + test.frames / 2 + "\\b/ or op:close"))
        tryVerify(() => !window.frames.searching, 900000)
        verify(window.frames.total >= 2 && window.frames.total <= 4)
        verify(window.frames.setFilter(""))
        const peak = fixture.peakMemory()
        console.info("most memory: %1 MB".arg(peak.toFixed(0)))
        verify(peak > 0 && peak < 400, peak + " MB")
    }
    function test_scrollingIsMeasured() {
        const places = []
        for (let i = 0; i < 200; ++i)
            places.push((i * 7919 % 200) / 200 * window.frames.total)
        figures("jumps", fixture.load.scroll(window, window.frames, places))
        const steps = []
        for (let i = 0; i < 300; ++i)
            steps.push(window.frames.total / 2 + i * 3)
        figures("wheel", fixture.load.scroll(window, window.frames, steps))
        verify(window.frames.setFilter("liquidation"))
        tryVerify(() => !window.frames.searching, 900000)
        const sparse = []
        for (let i = 0; i < 100; ++i)
            sparse.push(i / 100 * window.frames.total)
        figures("jumps in a sparse filter", fixture.load.scroll(window, window.frames, sparse))
    }
}
