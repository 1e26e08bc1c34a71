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

private Q_SLOTS:
    void init()
    {
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
