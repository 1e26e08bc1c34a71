// SPDX-License-Identifier: GPL-3.0-or-later
// The view models without a window: rules of QAbstractItemModel, and what their rows say.
#include "session/recorder.h"
#include "ui/act/headertable.h"
#include "ui/detail/why.h"
#include "ui/frames/framemodel.h"
#include "ui/text/jsonindent.h"
#include "wire/frameencoder.h"

#include <QAbstractItemModelTester>
#include <QTemporaryDir>
#include <QTest>

using namespace ajar;

class ModelTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<session::Recorder> m_recorder;
    std::shared_ptr<ui::SessionFile> m_file;
    quint32 m_id = 0;
    int m_made = 0;
    quint64 m_parts = 0;

    /// `count` received texts: "message 1", "message 2", …
    void record(int count, quint64 firstNumber)
    {
        closing::RecordBatch batch;
        batch.connection = m_id;
        for (int i = 0; i < count; ++i) {
            const std::string text = "message " + std::to_string(firstNumber + quint64(i));
            closing::FrameRecord frame;
            frame.t = closing::Time(firstNumber + quint64(i)) * 1'000'000;
            frame.number = firstNumber + quint64(i);
            frame.header = wire::makeHeader(wire::Opcode::Text, text.size());
            frame.payloadOffset = batch.payloads.size();
            frame.payloadSize = text.size();
            batch.payloads.insert(batch.payloads.end(), text.begin(), text.end());
            batch.records.emplace_back(frame);
        }
        (void)m_recorder->submit(std::move(batch));
        QVERIFY(!m_recorder->flush());
    }

    static QString summary(const ui::FrameModel &model, int row)
    {
        return model.data(model.index(row), ui::FrameModel::SummaryRole).toString();
    }

    /// One frame of a received message.
    void recordPart(wire::Opcode opcode, bool fin, const std::string &text)
    {
        closing::RecordBatch batch;
        batch.connection = m_id;
        closing::FrameRecord frame;
        frame.number = ++m_parts;
        frame.t = closing::Time(m_parts) * 1'000'000;
        frame.header = wire::makeHeader(opcode, text.size());
        frame.header.fin = fin;
        frame.payloadSize = text.size();
        batch.payloads.assign(text.begin(), text.end());
        batch.records.emplace_back(frame);
        (void)m_recorder->submit(std::move(batch));
        QVERIFY(!m_recorder->flush());
    }

    /// The rows, each as its sequence number.
    static QList<int> seqs(const ui::FrameModel &model)
    {
        QList<int> list;
        for (int row = 0; row < model.rowCount(); ++row)
            list += model.data(model.index(row), ui::FrameModel::SeqRole).toInt();
        return list;
    }

private Q_SLOTS:
    void init()
    {
        m_parts = 0;
        const QString path = m_folder.filePath(QStringLiteral("%1.ajar").arg(++m_made));
        auto made = session::Recorder::create(path, {}, {});
        QVERIFY(made);
        m_recorder = std::move(*made.value);
        m_id = m_recorder->addConnection({"client", "ws://x/", 0, 0, {}});
        QVERIFY(!m_recorder->flush());
        auto opened = ui::SessionFile::open(path);
        QVERIFY(opened);
        m_file = *opened.value;
    }

    void cleanup()
    {
        m_file.reset();
        m_recorder.reset();
    }

    void frames_showAWindowOverAllRows()
    {
        ui::FrameModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        ui::Connection connection(m_file, *m_file->reader().connection(m_id), {}, nullptr, nullptr);
        model.setVisibleRows(10);
        model.setConnection(&connection);
        QCOMPARE(model.rowCount(), 0);
        record(1000, 1);
        connection.refresh();
        QCOMPARE(model.rowCount(), 10);
        QCOMPARE(summary(model, 9), QStringLiteral("message 1000"));
        model.scrollTo(500);
        QCOMPARE(summary(model, 0), QStringLiteral("message 501"));
        QVERIFY(!model.isFollowing());
        record(5, 1001);
        connection.refresh();
        QCOMPARE(summary(model, 0), QStringLiteral("message 501"));
        QCOMPARE(model.newRows(), 5.0);
        model.follow();
        QCOMPARE(summary(model, 9), QStringLiteral("message 1005"));
    }

    void frames_selectionStaysInSight()
    {
        ui::FrameModel model;
        ui::Connection connection(m_file, *m_file->reader().connection(m_id), {}, nullptr, nullptr);
        record(100, 1);
        connection.refresh();
        model.setVisibleRows(10);
        model.setConnection(&connection);
        model.selectFirst();
        QCOMPARE(model.firstRow(), 0.0);
        model.moveCurrent(10);
        QCOMPARE(model.currentSeq(), 11.0);
        QCOMPARE(model.firstRow(), 1.0);
        model.showFrame(57);
        QCOMPARE(model.currentSeq(), 57.0);
        model.selectLast();
        QVERIFY(model.isFollowing());
    }

    void messages_foldTheirFragments()
    {
        ui::FrameModel model;
        QAbstractItemModelTester tester(&model,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        ui::Connection connection(m_file, *m_file->reader().connection(m_id), {}, nullptr, nullptr);
        recordPart(wire::Opcode::Text, true, "alone");
        recordPart(wire::Opcode::Text, false, "one ");
        recordPart(wire::Opcode::Continuation, false, "two ");
        recordPart(wire::Opcode::Ping, true, "between");
        recordPart(wire::Opcode::Continuation, true, "three");
        recordPart(wire::Opcode::Continuation, true, "of nothing");
        connection.refresh();
        model.setVisibleRows(20);
        model.setConnection(&connection);
        model.select(5);
        QCOMPARE(seqs(model), QList<int>({1, 2, 3, 4, 5, 6}));

        model.setMessages(true);
        QTRY_VERIFY(!model.isFolding());
        QCOMPARE(seqs(model), QList<int>({1, 2, 4, 6}));
        QCOMPARE(summary(model, 1), QStringLiteral("3 fragments · one two three"));
        QCOMPARE(model.data(model.index(1), ui::FrameModel::LengthRole).toString(),
                 QStringLiteral("13"));
        QCOMPARE(model.currentSeq(), 5.0);

        model.setExpanded(2, true);
        QCOMPARE(seqs(model), QList<int>({1, 2, 3, 4, 5, 6}));
        QVERIFY(model.data(model.index(2), ui::FrameModel::PartRole).toBool());
        model.setExpanded(2, false);
        QCOMPARE(seqs(model), QList<int>({1, 2, 4, 6}));
        model.showFrame(3); // what is folded opens
        QCOMPARE(seqs(model), QList<int>({1, 2, 3, 4, 5, 6}));
        model.setExpanded(2, false);

        recordPart(wire::Opcode::Binary, false, "a");
        recordPart(wire::Opcode::Continuation, false, "b");
        connection.refresh();
        QTRY_COMPARE(seqs(model), QList<int>({1, 2, 4, 6, 7}));
        QCOMPARE(summary(model, 4), QStringLiteral("2 fragments so far · 61 62"));
        model.setExpanded(7, true);
        recordPart(wire::Opcode::Continuation, true, "c");
        connection.refresh();
        QTRY_COMPARE(seqs(model), QList<int>({1, 2, 4, 6, 7, 8, 9}));

        model.setMessages(false);
        QCOMPARE(model.total(), 9.0);
    }

    void messages_followAndKeepTheirPlace()
    {
        ui::FrameModel model;
        ui::Connection connection(m_file, *m_file->reader().connection(m_id), {}, nullptr, nullptr);
        record(50, 1);
        m_parts = 50;
        for (int i = 0; i < 100; ++i) {
            recordPart(wire::Opcode::Text, false, "begin");
            recordPart(wire::Opcode::Continuation, true, "end");
        }
        connection.refresh();
        model.setVisibleRows(10);
        model.setConnection(&connection);
        model.setMessages(true);
        QTRY_VERIFY(!model.isFolding());
        QCOMPARE(model.total(), 150.0);
        QVERIFY(model.isFollowing());
        QCOMPARE(seqs(model).last(), 249);
        recordPart(wire::Opcode::Text, true, "more");
        connection.refresh();
        QTRY_COMPARE(seqs(model).last(), 251);
        model.select(100); // the end of a message
        QCOMPARE(model.currentSeq(), 100.0);
        QVERIFY(seqs(model).contains(99));
        const int place = static_cast<int>(seqs(model).indexOf(99));
        model.setMessages(false);
        QCOMPARE(seqs(model).indexOf(100), place);
    }

    /// Ten million frames, three to a message, cost no more than a list of numbers.
    void messages_mapManyRowsFast()
    {
        ui::RowMap map;
        const quint64 count = 10'000'000;
        for (quint64 seq = 1; seq <= count; ++seq) {
            const bool first = seq % 100 == 1;
            ui::RowHead head;
            head.seq = seq;
            head.data = true;
            head.first = seq % 100 != 2 && seq % 100 != 3;
            head.fin = !first && seq % 100 != 2;
            map.append(head);
        }
        QCOMPARE(map.size(), count / 100 * 98);
        QCOMPARE(map.messageAt(1)->fragments, 3u);
        map.expand(5'000'001, {5'000'002, 5'000'003});
        QCOMPARE(map.size(), count / 100 * 98 + 2);
        QVERIFY(map.isShown(5'000'002));
        QCOMPARE(map.seqAt(map.positionOf(9'999'999)), quint64(9'999'999));
        map.collapse(5'000'001);
        QCOMPARE(map.size(), count / 100 * 98);
        QVERIFY(!map.isShown(5'000'002));
    }

    void headers_keepAnEmptyRow()
    {
        ui::HeaderTable table;
        QAbstractItemModelTester tester(&table,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        table.setName(0, QStringLiteral("Cookie"));
        QCOMPARE(table.rowCount(), 2);
        table.setName(0, QStringLiteral("Bad name"));
        QVERIFY(!ui::HeaderTable::problemOf(table.all().first()).isEmpty());
        table.removeRow(0);
        QCOMPARE(table.rowCount(), 1);
    }

    void why_keepsTheRules()
    {
        ui::Why why;
        QAbstractItemModelTester tester(&why,
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
        ui::Connection connection(m_file, *m_file->reader().connection(m_id), {}, nullptr, nullptr);
        why.setConnection(&connection);
        closing::RecordBatch batch;
        batch.connection = m_id;
        batch.records.emplace_back(
            closing::StateRecord{1000, closing::LinkState::Open, closing::LinkState::Connecting});
        batch.records.emplace_back(closing::StateRecord{2000, closing::LinkState::HalfClosedRemote,
                                                        closing::LinkState::Open});
        (void)m_recorder->submit(std::move(batch));
        QVERIFY(!m_recorder->flush());
        connection.refresh();
        QCOMPARE(why.data(why.index(0), ui::Why::TextRole).toString(), QStringLiteral("Open"));
        why.setConnection(nullptr);
        QCOMPARE(why.rowCount(), 0);
    }

    void json_isIndentedAndNotChanged_data()
    {
        QTest::addColumn<QByteArray>("in");
        QTest::addColumn<QByteArray>("out");
        QTest::newRow("numbers as sent")
            << QByteArray("{\"b\":1.0,\"a\":1E400,\"b\":[ ]}")
            << QByteArray("{\n  \"b\": 1.0,\n  \"a\": 1E400,\n  \"b\": []\n}");
        QTest::newRow("string with braces")
            << QByteArray("[\"{,}\\\"\"]") << QByteArray("[\n  \"{,}\\\"\"\n]");
        QTest::newRow("not quite JSON") << QByteArray("{a b}") << QByteArray("{\n  a b\n}");
    }
    void json_isIndentedAndNotChanged()
    {
        QFETCH(QByteArray, in);
        QFETCH(QByteArray, out);
        QCOMPARE(ui::indentJson(in, 1000), out);
    }
};

QTEST_GUILESS_MAIN(ModelTest)
#include "test_models.moc"
