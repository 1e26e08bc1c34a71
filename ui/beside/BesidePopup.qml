// SPDX-License-Identifier: GPL-3.0-or-later
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Controls
import QtQuick.Layouts
import Ajar

// The current connection and a recording of its other end: what both show, on one timeline and as
// a list.
PopupPanel {
    id: root

    required property BesideView beside
    readonly property real zoomStep: 1.3

    signal recordWanted(real seq)

    function show(path: string): void {
        beside.begin(path)
        open()
    }

    function showInTable(): void {
        const seq = beside.recordOf(list.currentIndex)
        if (seq < 0)
            return
        close()
        recordWanted(seq)
    }

    width: (parent?.width ?? 0) - Theme.margin * 2
    height: (parent?.height ?? 0) - Theme.margin * 2
    x: Theme.margin
    y: Theme.margin
    modal: true
    onClosed: beside.end()

    ColumnLayout {
        anchors.fill: parent
        spacing: Theme.gap

        RowLayout {
            spacing: Theme.gap

            PlainText {
                objectName: "besideTitle"
                Layout.fillWidth: true
                content: qsTr("A: %1    B: %2").arg(root.beside.titleA).arg(root.beside.titleB)
                font.bold: true
            }
            PlainText {
                visible: root.beside.running
                content: qsTr("Reading… %1 %").arg(Math.round(root.beside.progress * 100))
                color: Theme.muted
            }
            ChoiceBox {
                objectName: "besideChoice"
                Layout.preferredWidth: 220
                visible: root.beside.choices.length > 1
                label: qsTr("Connection of B")
                hint: qsTr("Which connection of B is the other end")
                model: root.beside.choices
                currentIndex: root.beside.choice
                displayText: currentIndex < 0 ? qsTr("Choose B's connection") : currentText
                onActivated: index => root.beside.choose(index)
            }
            FlatButton {
                objectName: "besideInTable"
                compact: true
                text: qsTr("Show in the table")
                hint: qsTr("Enter, or a double click")
                enabled: list.currentIndex >= 0 && root.beside.recordOf(list.currentIndex) >= 0
                onClicked: root.showInTable()
            }
            FlatButton {
                compact: true
                text: qsTr("Show all")
                hint: qsTr("0. The wheel over the timeline, + and - show less or more; dragging, ← and → move it")
                enabled: list.count > 0
                onClicked: timeline.showAll()
            }
            FlatButton {
                objectName: "besideNext"
                compact: true
                text: qsTr("Next difference")
                enabled: list.count > 0
                onClicked: {
                    const row = root.beside.nextDifference(list.currentIndex)
                    if (row >= 0) {
                        list.currentIndex = row
                        list.positionViewAtIndex(row, ListView.Center)
                    }
                }
            }
            FlatButton {
                compact: true
                text: root.beside.running ? qsTr("Stop") : qsTr("Close")
                hint: qsTr("Esc")
                onClicked: root.close()
            }
        }
        PlainText {
            objectName: "besideProblem"
            Layout.fillWidth: true
            visible: root.beside.problem.length > 0
            content: root.beside.problem
            color: Theme.danger
            wrapMode: Text.Wrap
        }
        ListView {
            id: story

            objectName: "besideStory"
            Layout.fillWidth: true
            Layout.preferredHeight: Math.min(contentHeight, root.height * 0.28)
            visible: count > 0
            clip: true
            boundsBehavior: Flickable.StopAtBounds
            model: root.beside.story
            delegate: PlainText {
                required property string modelData

                width: story.width - storyBar.width
                content: qsTr("• %1").arg(modelData)
                wrapMode: Text.Wrap
                bottomPadding: Theme.smallGap
            }
            ScrollBar.vertical: ScrollBar { id: storyBar }
        }
        BesideTimeline {
            id: timeline

            objectName: "besideTimeline"
            Layout.fillWidth: true
            Layout.preferredHeight: 170
            visible: list.count > 0
            view: root.beside
            currentRow: list.currentIndex
            fontSize: Theme.smallSize
            stateColors: Theme.stateColors
            muted: Theme.muted
            line: Theme.track
            bandInk: Theme.dark ? Theme.accentInk : Theme.knob
            toServer: Theme.sent
            toClient: Theme.received
            lost: Theme.danger
            close: Theme.amber
            Accessible.role: Accessible.Graphic
            Accessible.name: qsTr("Both ends on one timeline")

            TapHandler {
                onTapped: eventPoint => {
                    list.currentIndex = root.beside.rowAt(timeline.timeAt(eventPoint.position.x))
                    list.positionViewAtIndex(list.currentIndex, ListView.Center)
                }
            }
            WheelHandler {
                onWheel: event => timeline.zoom(event.angleDelta.y > 0 ? root.zoomStep : 1 / root.zoomStep, event.x)
            }
            DragHandler {
                id: drag

                property real before: 0

                target: null
                onActiveChanged: before = 0
                onTranslationChanged: {
                    timeline.pan(before - translation.x)
                    before = translation.x
                }
            }
        }
        ListView {
            id: list

            objectName: "besideList"
            Layout.fillWidth: true
            Layout.fillHeight: true
            clip: true
            focus: true
            currentIndex: -1
            boundsBehavior: Flickable.StopAtBounds
            reuseItems: true
            model: root.beside
            onCurrentIndexChanged: timeline.showRow(currentIndex)
            Keys.onReturnPressed: root.showInTable()
            Keys.onEnterPressed: root.showInTable()
            Keys.onLeftPressed: timeline.pan(-timeline.width / 8)
            Keys.onRightPressed: timeline.pan(timeline.width / 8)
            Keys.onPressed: event => {
                event.accepted = true
                if (event.key === Qt.Key_Plus || event.key === Qt.Key_Equal)
                    timeline.zoom(root.zoomStep, timeline.width / 2)
                else if (event.key === Qt.Key_Minus)
                    timeline.zoom(1 / root.zoomStep, timeline.width / 2)
                else if (event.key === Qt.Key_0)
                    timeline.showAll()
                else
                    event.accepted = false
            }
            delegate: BesideRow {
                width: list.width - bar.width
                current: ListView.isCurrentItem
                onChosen: {
                    list.currentIndex = index
                    list.forceActiveFocus()
                }
                onOpened: root.showInTable()
            }
            ScrollBar.vertical: ScrollBar { id: bar }
        }
    }
}
