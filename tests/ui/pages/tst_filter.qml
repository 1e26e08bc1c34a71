// SPDX-License-Identifier: GPL-3.0-or-later
import QtQuick
import QtTest
import Ajar

// The filter bar: typed, completed, set, cleared, kept; the menu of a cell; going to a place.
TestCase {
    id: test

    property Main window: null

    name: "Filter"

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
    function type(text) {
        for (const c of text)
            keyClick(c)
    }
    function field() {
        return item("filterField")
    }
    function edit(text) {
        keyClick(Qt.Key_Slash, Qt.ControlModifier)
        verify(field().activeFocus)
        field().selectAll()
        type(text)
    }
    function isSet(text, rows) {
        compare(window.frames.filter, text)
        tryVerify(() => !window.frames.searching)
        tryCompare(window.frames, "total", rows)
    }
    function rowOf(number) {
        const view = item("frameView")
        for (let i = 0; i < view.count; ++i) {
            if (view.itemAtIndex(i)?.number === number)
                return view.itemAtIndex(i)
        }
        return null
    }
    // An item of a menu that is open, by its words.
    function entry(menu, text) {
        for (let i = 0; i < menu.count; ++i) {
            if (menu.itemAt(i).text === text)
                return menu.itemAt(i)
        }
        fail("no " + text)
    }
    function choose(menu, text) {
        tryVerify(() => menu.opened)
        wait(60) // its items find their places
        const found = entry(menu, text)
        verify(found.enabled, text)
        mouseMove(found, 20, 5)
        mouseClick(found, 20, 5)
        return found
    }
    function openFilter(menu, expression) {
        const found = choose(menu, "Filter: " + expression)
        tryVerify(() => found.subMenu.opened)
        return found.subMenu
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
        fixture.server.sendText("{\"type\":\"trade\",\"px\":101}")
        fixture.server.sendText("{\"type\":\"quote\",\"px\":102}")
        fixture.server.sendText("hello <b>world</b>")
        fixture.server.sendPing("beat")
        tryVerify(() => item("statusFrames").content.startsWith("5 frames"), 5000, "the Pong is the fifth")
    }
    function cleanup() {
        window.destroy()
        wait(0)
    }

    function test_wordIsSearchedAndCleared() {
        const all = window.frames.total
        edit("trade")
        compare(window.frames.total, all, "nothing is hidden before Enter")
        keyClick(Qt.Key_Return)
        isSet("trade", 1)
        verify(item("filterCount").content.startsWith("1 of"))
        wait(100)
        verify(fixture.grab(window, "filter-set"))
        keyClick(Qt.Key_Escape)
        isSet("", all)
        compare(field().text, "")
        keyClick(Qt.Key_Escape)
        verify(item("frameTable").activeFocus, "Escape of an empty filter leaves it")
    }
    function test_wrongFilterIsPointedAt() {
        const all = window.frames.total
        edit("px and op:clos")
        tryVerify(() => item("filterProblem").visible)
        verify(item("filterProblem").content.includes("\"clos\""), item("filterProblem").content)
        const mark = item("filterMark")
        verify(mark.visible)
        const place = field().positionToRectangle(10)
        fuzzyCompare(mark.x, field().leftPadding + place.x, 1.5)
        verify(mark.width > 20 && mark.width < 60, mark.width)
        wait(100)
        verify(fixture.grab(window, "filter-wrong"))
        keyClick(Qt.Key_Return)
        compare(window.frames.total, all)
        compare(window.frames.filter, "")
        field().selectAll()
        type("/(/")
        verify(mark.visible)
        keyClick(Qt.Key_Return)
        compare(window.frames.filter, "")
        field().selectAll()
        type("/px/")
        verify(!mark.visible)
        keyClick(Qt.Key_Return)
        isSet("/px/", 2)
        Theme.mode = Theme.Dark
        window.width = 900
        window.height = 600
        edit("px and")
        wait(100)
        verify(fixture.grab(window, "filter-missing-small-dark"))
    }
    function test_choicesAreTakenByKeys() {
        edit("o")
        const list = item("filterChoices")
        tryVerify(() => list.visible && list.count > 0)
        wait(100)
        verify(fixture.grab(window, "filter-choices"))
        keyClick(Qt.Key_Tab)
        compare(field().text, "op:")
        tryVerify(() => list.count > 5)
        type("p")
        compare(list.count >= 2, true)
        keyClick(Qt.Key_Down)
        keyClick(Qt.Key_Down)
        keyClick(Qt.Key_Up)
        keyClick(Qt.Key_Return)
        compare(field().text, "op:ping ")
        tryVerify(() => list.visible)
        keyClick(Qt.Key_Escape)
        tryVerify(() => !list.visible)
        compare(field().text, "op:ping ", "the first Escape puts the choices away")
        keyClick(Qt.Key_Return)
        isSet("op:ping ", 1)
        keyClick(Qt.Key_Space, Qt.ControlModifier)
        tryVerify(() => list.visible)
        mouseClick(list.itemAtIndex(0))
        verify(field().text.startsWith("op:ping "))
        verify(field().text.length > 8)
        keyClick(Qt.Key_Escape)
        keyClick(Qt.Key_Escape)
        compare(field().text, "")
    }
    function test_whatWasUsedComesBack() {
        for (const text of ["px", "world"]) {
            edit(text)
            keyClick(Qt.Key_Return)
        }
        isSet("world", 1)
        keyClick(Qt.Key_Escape)
        keyClick(Qt.Key_Down)
        const list = item("filterChoices")
        tryVerify(() => list.visible)
        keyClick(Qt.Key_Down)
        keyClick(Qt.Key_Return)
        isSet("px", 2)
        // In another window too.
        window.destroy()
        wait(0)
        init()
        keyClick(Qt.Key_Slash, Qt.ControlModifier)
        keyClick(Qt.Key_Down)
        keyClick(Qt.Key_Return)
        isSet("px", 2)
    }
    function test_filtersAreSavedAndDeleted() {
        edit("dir:in px")
        keyClick(Qt.Key_Return)
        click("filterSaved")
        tryVerify(() => item("filterName").visible)
        verify(!item("saveFilter").enabled)
        mouseClick(item("filterName"))
        type("Prices")
        click("saveFilter")
        tryVerify(() => item("savedFilters").count === 1)
        wait(100)
        verify(fixture.grab(window, "filter-saved"))
        click("filterSaved") // the second click closes it
        tryVerify(() => !fixture.find(window, "filterName")?.visible)
        click("filterClear")
        compare(window.frames.filter, "")
        click("filterSaved")
        tryVerify(() => item("savedFilters").count === 1)
        mouseClick(item("savedFilter:Prices"), 40, 10)
        isSet("dir:in px", 2)
        click("filterSaved")
        tryVerify(() => item("removeFilter:Prices").visible)
        click("removeFilter:Prices")
        tryVerify(() => item("savedFilters").count === 0)
    }
    function test_cellMenuFiltersForItsValue() {
        tryVerify(() => rowOf(2))
        const row = rowOf(2)
        mouseClick(row, row.columns.number + row.columns.time + row.columns.delta + row.columns.arrow + 5, 5, Qt.RightButton)
        const menu = window.rowMenu
        tryVerify(() => menu.opened)
        compare(menu.cell, "type")
        const sub = openFilter(menu, "op:text")
        wait(100)
        verify(fixture.grab(window, "filter-menu"))
        choose(sub, "Apply")
        isSet("op:text", 3)
        tryVerify(() => !menu.visible)
        // Another one is joined to it, from the words of the row.
        tryVerify(() => rowOf(1))
        const json = rowOf(1)
        mouseClick(json, json.width - 60, 5, Qt.RightButton)
        tryVerify(() => menu.opened)
        compare(menu.cell, "summary")
        choose(openFilter(menu, "json:$.type == \"trade\""), "And not")
        isSet("op:text and not json:$.type == \"trade\"", 2)
        compare(window.frames.currentNumber, 1)
        verify(window.frames.currentHidden)
        verify(item("filterCount").content.includes("hidden"))
        // Only written.
        tryVerify(() => rowOf(3))
        mouseClick(rowOf(3), 20, 5, Qt.RightButton)
        tryVerify(() => menu.opened)
        choose(openFilter(menu, "n:3"), "Prepare: or")
        compare(field().text, "op:text and not json:$.type == \"trade\" or n:3")
        compare(window.frames.filter, "op:text and not json:$.type == \"trade\"")
        click("filterApply")
        isSet("op:text and not json:$.type == \"trade\" or n:3", 2)
    }
    function test_menuKeyAndCopy() {
        window.frames.showFrame(3)
        item("frameTable").forceActiveFocus()
        keyClick(Qt.Key_Menu)
        const menu = window.rowMenu
        tryVerify(() => menu.opened)
        verify(entry(menu, "Filter: dir:in"))
        choose(menu, "Copy row")
        verify(fixture.clipboard().includes("hello <b>world</b>"), fixture.clipboard())
        mouseClick(rowOf(3), rowOf(3).width - 60, 5, Qt.RightButton)
        tryVerify(() => menu.opened)
        choose(menu, "Copy")
        compare(fixture.clipboard(), "hello <b>world</b>")
        keyClick(Qt.Key_F10, Qt.ShiftModifier)
        tryVerify(() => menu.opened)
        keyClick(Qt.Key_Escape)
        tryVerify(() => !menu.visible)
    }
    function test_newFramesAreTestedAndFollowed() {
        edit("json:$.id or more")
        keyClick(Qt.Key_Return)
        isSet("json:$.id or more", 0)
        fixture.server.sendMany(500)
        fixture.server.sendText("another")
        tryCompare(window.frames, "total", 500)
        verify(window.frames.following)
        fixture.server.sendText("no match")
        fixture.server.sendText("a message more")
        tryCompare(window.frames, "total", 501)
        const view = item("frameView")
        verify(view.itemAtIndex(view.count - 1).summary.includes("a message more"))
    }
    function test_filterGoesOnWithTheOtherConnection() {
        edit("px")
        keyClick(Qt.Key_Return)
        isSet("px", 2)
        window.form.url = "127.0.0.1:" + fixture.server.port + "/other"
        verify(window.form.submit())
        tryVerify(() => window.sessions.current?.stateKey === "open")
        isSet("px", 0)
        fixture.server.sendText("px again")
        tryCompare(window.frames, "total", 1)
        keyClick(Qt.Key_Tab, Qt.ControlModifier)
        isSet("px", 2)
    }
    function test_goToSaysWhatIsNoPlace() {
        keyClick(Qt.Key_G, Qt.ControlModifier)
        tryVerify(() => item("goToField").activeFocus)
        type("77")
        verify(item("goToProblem").content.includes("#77"))
        verify(!item("goToButton").enabled)
        wait(100)
        verify(fixture.grab(window, "goto-wrong"))
        keyClick(Qt.Key_Return)
        verify(item("goToField").visible)
        item("goToField").selectAll()
        type("2")
        keyClick(Qt.Key_Return)
        compare(window.frames.currentNumber, 2)
    }
}
