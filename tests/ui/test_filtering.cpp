// SPDX-License-Identifier: GPL-3.0-or-later
// The rows that pass a filter, the filter as it is written, and going to a place; without a window.
#include "filter/scan.h"
#include "madesession.h"
#include "recordtexts.h"
#include "session/recorder.h"
#include "ui/filter/filterform.h"
#include "ui/frames/framemodel.h"
#include "ui/frames/gotoform.h"
#include "wire/frameencoder.h"

#include <QAbstractItemModelTester>
#include <QDateTime>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace ajar;
using ui::FrameModel;

namespace
{

constexpr auto reporting = QAbstractItemModelTester::FailureReportingMode::QtTest;
constexpr qint64 wallStart = 1'700'000'000'000'000'000;

QString summary(const FrameModel &model, int row)
{
    return model.data(model.index(row), FrameModel::SummaryRole).toString();
}

quint64 seqAt(const FrameModel &model, int row)
{
    return model.data(model.index(row), FrameModel::SeqRole).toULongLong();
}

/// Where the record stands in the window; -1: not in it.
int shownAt(const FrameModel &model, double seq)
{
    for (int row = 0; row < model.rowCount(); ++row) {
        if (seqAt(model, row) == static_cast<quint64>(seq))
            return row;
    }
    return -1;
}

} // namespace

class FilteringTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<session::Recorder> m_recorder;
    std::shared_ptr<ui::SessionFile> m_file;
    quint32 m_id = 0;
    int m_made = 0;

    /// `count` received texts, a millisecond apart: "message 1", "message 2", …
    void record(int count, quint64 firstNumber, quint32 connection = 0)
    {
        (void)m_recorder->submit(
            textRecords(connection == 0 ? m_id : connection, firstNumber, count));
        QVERIFY(!m_recorder->flush());
    }
    /// A message in fragments.
    void recordFragments(quint64 firstNumber, int count)
    {
        closing::RecordBatch batch;
        batch.connection = m_id;
        for (int i = 0; i < count; ++i) {
            closing::FrameRecord frame;
            frame.number = firstNumber + quint64(i);
            frame.t = closing::Time(frame.number) * 1'000'000;
            frame.header =
                wire::makeHeader(i == 0 ? wire::Opcode::Text : wire::Opcode::Continuation, 1);
            frame.header.fin = i + 1 == count;
            frame.payloadOffset = batch.payloads.size();
            frame.payloadSize = 1;
            batch.payloads.push_back('a');
            batch.records.emplace_back(frame);
        }
        (void)m_recorder->submit(std::move(batch));
        QVERIFY(!m_recorder->flush());
    }
    std::unique_ptr<ui::Connection> connection(quint32 id = 0)
    {
        auto made = std::make_unique<ui::Connection>(
            m_file, *m_file->reader().connection(id == 0 ? m_id : id), QString(), nullptr, nullptr);
        made->refresh();
        return made;
    }
    static void waitFor(const FrameModel &model)
    {
        QTRY_VERIFY_WITH_TIMEOUT(!model.isSearching(), 20'000);
    }

private Q_SLOTS:
    void init()
    {
        const QString path = m_folder.filePath(QStringLiteral("%1.ajar").arg(++m_made));
        auto made = session::Recorder::create(path, {}, {});
        QVERIFY(made);
        m_recorder = std::move(*made.value);
        m_id = m_recorder->addConnection({"client", "ws://x/", 0, wallStart, {}});
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

    void filter_showsWhatPasses()
    {
        FrameModel model;
        QAbstractItemModelTester tester(&model, reporting);
        record(1200, 1);
        const auto talk = connection();
        model.setVisibleRows(10);
        model.setConnection(talk.get());
        QVERIFY(model.setFilter(QStringLiteral("/[05]$/")));
        QVERIFY(model.isFiltered());
        waitFor(model);
        QCOMPARE(model.total(), 240.0);
        QCOMPARE(model.matchCount(), QStringLiteral("240 of 1\u2009200"));
        QCOMPARE(summary(model, 9), QStringLiteral("message 1200")); // it was following
        model.scrollTo(0);
        QCOMPARE(summary(model, 0), QStringLiteral("message 5"));
        QCOMPARE(model.newRows(), 0.0);
        QVERIFY(model.setFilter(QStringLiteral("nothing like it")));
        waitFor(model);
        QCOMPARE(model.rowCount(), 0);
        model.selectFirst();
        model.selectLast();
        model.moveCurrent(1);
        QCOMPARE(model.currentSeq(), 0.0);
        QVERIFY(model.setFilter(QString()));
        QVERIFY(!model.isFiltered());
        QCOMPARE(model.total(), 1200.0);
    }

    void wrongFilter_changesNothing()
    {
        FrameModel model;
        record(100, 1);
        const auto talk = connection();
        model.setVisibleRows(10);
        model.setConnection(talk.get());
        QVERIFY(model.setFilter(QStringLiteral("/5$/")));
        waitFor(model);
        for (const char *wrong : {"op:clos", "/(/", "(a", "len>", "\"a"}) {
            QVERIFY(!model.setFilter(QString::fromUtf8(wrong)));
            QCOMPARE(model.total(), 10.0);
            QCOMPARE(model.filter(), QStringLiteral("/5$/"));
        }
    }

    void selectedRecord_staysInSight()
    {
        FrameModel model;
        QAbstractItemModelTester tester(&model, reporting);
        record(20'000, 1);
        const auto talk = connection();
        model.setVisibleRows(20);
        model.setConnection(talk.get());
        model.showFrame(12'345);
        QVERIFY(model.setFilter(QStringLiteral("/5$/")));
        waitFor(model);
        QCOMPARE(model.currentSeq(), 12'345.0);
        QVERIFY(shownAt(model, 12'345) >= 0);
        QVERIFY(!model.isCurrentHidden());
        // It does not pass: what is near it is seen, and the record is still the selected one.
        QVERIFY(model.setFilter(QStringLiteral("/6$/")));
        waitFor(model);
        QCOMPARE(model.currentSeq(), 12'345.0);
        QVERIFY(model.isCurrentHidden());
        QCOMPARE(model.currentNumber(), 12'345.0);
        QVERIFY(shownAt(model, 12'336) >= 0);
        QVERIFY(shownAt(model, 12'346) >= 0);
        QCOMPARE(model.currentPlace(), -1);
        QVERIFY(model.setFilter(QString()));
        QCOMPARE(model.currentSeq(), 12'345.0);
        QVERIFY(shownAt(model, 12'345) >= 0);
        // The arrows go to the neighbours of a hidden record.
        for (const auto &[step, next] : {std::pair{1.0, 12'346.0}, std::pair{-1.0, 12'336.0}}) {
            QVERIFY(model.setFilter(QStringLiteral("/6$/")));
            model.select(12'345);
            waitFor(model);
            model.moveCurrent(step);
            QCOMPARE(model.currentSeq(), next);
            QVERIFY(model.setFilter(QString()));
        }
        model.showFrame(2);
        QVERIFY(model.setFilter(QStringLiteral("/6$/")));
        waitFor(model);
        model.moveCurrent(1);
        QCOMPARE(model.currentSeq(), 6.0);
    }

    void selectedRecordOfAShortResult_staysWhenTheFilterGoes()
    {
        FrameModel model;
        record(20'000, 1);
        const auto talk = connection();
        model.setVisibleRows(20);
        model.setConnection(talk.get());
        QVERIFY(model.setFilter(QStringLiteral("\"message 77\" len<12")));
        waitFor(model);
        QVERIFY(model.total() > 5 && model.total() < 20);
        model.select(77);
        QVERIFY(model.setFilter(QString()));
        QVERIFY(shownAt(model, 77) >= 0);
        QVERIFY(!model.isFollowing());
    }

    void laterRecords_areTestedAsTheyCome()
    {
        FrameModel model;
        QAbstractItemModelTester tester(&model, reporting);
        record(1000, 1);
        const auto talk = connection();
        model.setVisibleRows(10);
        model.setConnection(talk.get());
        QVERIFY(model.setFilter(QStringLiteral("/5$/")));
        waitFor(model);
        QVERIFY(model.isFollowing());
        record(20, 1001);
        talk->refresh();
        QTRY_COMPARE(model.total(), 102.0);
        QCOMPARE(summary(model, 9), QStringLiteral("message 1015"));
        model.scrollTo(3);
        const QString top = summary(model, 0);
        record(20, 1021);
        talk->refresh();
        QTRY_COMPARE(model.newRows(), 2.0);
        QCOMPARE(summary(model, 0), top);
        model.follow();
        QCOMPARE(summary(model, 9), QStringLiteral("message 1035"));
    }

    void searchThatIsGivenUp_leavesNothing()
    {
        FrameModel model;
        QAbstractItemModelTester tester(&model, reporting);
        record(60'000, 1);
        const quint32 otherId = m_recorder->addConnection({"client", "ws://y/", 0, wallStart, {}});
        record(50, 1, otherId);
        auto talk = connection();
        const auto other = connection(otherId);
        model.setVisibleRows(10);
        model.setConnection(talk.get());
        // Cleared at once, and again once something is there.
        QVERIFY(model.setFilter(QStringLiteral("message")));
        QVERIFY(model.setFilter(QString()));
        QCOMPARE(model.total(), 60'000.0);
        QVERIFY(model.setFilter(QStringLiteral("message")));
        QTRY_VERIFY(model.total() > 0);
        QVERIFY(model.setFilter(QString()));
        QTest::qWait(60);
        QCOMPARE(model.total(), 60'000.0);
        // Another filter, and the same one twice.
        QVERIFY(model.setFilter(QStringLiteral("message")));
        QVERIFY(model.setFilter(QStringLiteral("/00$/")));
        QVERIFY(model.setFilter(QStringLiteral("/00$/")));
        waitFor(model);
        QCOMPARE(model.total(), 600.0);
        // Another connection: the filter goes on there.
        QVERIFY(model.setFilter(QStringLiteral("/5$/")));
        model.setConnection(other.get());
        QVERIFY(model.isFiltered());
        waitFor(model);
        QCOMPARE(model.total(), 5.0);
        QCOMPARE(summary(model, 0), QStringLiteral("message 5"));
        model.setConnection(talk.get());
        QTRY_VERIFY(model.total() > 0);
        // The connection goes while it is searched.
        talk.reset();
        QTest::qWait(60);
        model.setConnection(nullptr);
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(model.filter(), QStringLiteral("/5$/"));
    }

    void stoppedSearch_keepsWhatItFoundAndGoesOn()
    {
        FrameModel model;
        record(60'000, 1);
        const auto talk = connection();
        model.setVisibleRows(10);
        model.setConnection(talk.get());
        QVERIFY(model.setFilter(QStringLiteral("message")));
        QTRY_VERIFY(model.total() > 0);
        model.setSearchPaused(true);
        double found = 0;
        for (int i = 0; i < 20 && found < model.total(); ++i) { // the piece under way
            found = model.total();
            QTest::qWait(200);
        }
        QCOMPARE(model.total(), found);
        QVERIFY(found < 60'000);
        model.setSearchPaused(false);
        waitFor(model);
        QCOMPARE(model.total(), 60'000.0);
    }

    void whileAFilterIsSet_rowsAreFrames()
    {
        FrameModel model;
        QAbstractItemModelTester tester(&model, reporting);
        record(10, 1);
        recordFragments(11, 3);
        record(10, 14);
        const auto talk = connection();
        model.setVisibleRows(50);
        model.setConnection(talk.get());
        model.setMessages(true);
        QTRY_COMPARE(model.total(), 21.0);
        QVERIFY(model.setFilter(QStringLiteral("websocket")));
        waitFor(model);
        QCOMPARE(model.total(), 23.0);
        QVERIFY(!model.isFolding());
        model.select(12);
        QVERIFY(model.setFilter(QString()));
        QCOMPARE(model.total(), 21.0);
        QVERIFY(model.setFilter(QStringLiteral("/a/")));
        waitFor(model);
        model.setMessages(false);
        QVERIFY(model.setFilter(QString()));
        QCOMPARE(model.total(), 23.0);
    }

    void cellFilters_passTheirOwnRow()
    {
        const QString path = m_folder.filePath(QStringLiteral("made.ajar"));
        QVERIFY(!support::makeSession(path, {.frames = 400, .connections = 1, .seed = 3}));
        auto opened = ui::SessionFile::open(path);
        QVERIFY(opened);
        const auto file = *opened.value;
        ui::Connection talk(file, *file->reader().connection(1), {}, nullptr, nullptr);
        talk.refresh();
        FrameModel model;
        model.setVisibleRows(10);
        model.setConnection(&talk);
        QHash<QString, std::vector<quint64>> found;
        int filters = 0;
        for (quint64 seq = 1; seq <= talk.lastSeq(); ++seq) {
            for (const char *cell : {"number", "time", "delta", "direction", "type", "length",
                                     "inflated", "bits", "summary", ""}) {
                const QStringList all =
                    model.cellFilters(static_cast<double>(seq), QString::fromLatin1(cell));
                for (const QString &expression : all) {
                    if (!found.contains(expression)) {
                        const auto parsed = filter::parse(expression.toStdString());
                        QVERIFY2(!parsed.problem, qPrintable(expression));
                        filter::Scan scan(path, 1, parsed.filter);
                        found[expression] =
                            scan.next(talk.lastSeq(), std::chrono::seconds(10)).seqs;
                    }
                    const auto &seqs = found[expression];
                    QVERIFY2(std::binary_search(seqs.begin(), seqs.end(), seq),
                             qPrintable(QStringLiteral("%1: %2").arg(seq).arg(expression)));
                    ++filters;
                }
            }
        }
        QVERIFY(filters > 4000);
        QVERIFY(model.cellFilters(1, QStringLiteral("nonsense")).isEmpty());
        QVERIFY(model.cellFilters(1e9, QStringLiteral("type")).isEmpty());
    }

    void goTo_takesFramesAndTimes_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<quint64>("frame"); // 0: it says why not
        const QDateTime began = QDateTime::fromMSecsSinceEpoch(wallStart / 1'000'000);
        QTest::newRow("number") << QStringLiteral("123") << quint64{123};
        QTest::newRow("#") << QStringLiteral(" #1 500 ") << quint64{1500};
        QTest::newRow("time") << QStringLiteral("1.5s") << quint64{1500};
        QTest::newRow("time between") << QStringLiteral("1499.5ms") << quint64{1500};
        QTest::newRow("as the table") << QStringLiteral("0:01.500 000") << quint64{1500};
        QTest::newRow("step") << QStringLiteral("+500ms") << quint64{600};
        QTest::newRow("step back") << QStringLiteral("-50 ms") << quint64{0};
        QTest::newRow("step back, no space") << QStringLiteral("-50ms") << quint64{50};
        QTest::newRow("wall") << began.addSecs(2).toString(QStringLiteral("HH:mm:ss"))
                              << quint64{2000};
        QTest::newRow("wall, parts")
            << began.addMSecs(2250).toString(QStringLiteral("HH:mm:ss.zzz")) << quint64{2250};
        QTest::newRow("end") << QStringLiteral("END") << quint64{3000};
        QTest::newRow("start") << QStringLiteral("start") << quint64{1};
        for (const char *wrong :
             {"0", "3001", "#", "99999999999999999999999", "1.5x", "+", "+x", "10m", "12:75",
              "25:00:00", "00:00:61", "-5s", "<b>x</b>", "ende", "0x10"})
            QTest::newRow(wrong) << QString::fromLatin1(wrong) << quint64{0};
        QTest::newRow("wall after the end")
            << began.addSecs(3600).toString(QStringLiteral("HH:mm:ss")) << quint64{0};
    }
    void goTo_takesFramesAndTimes()
    {
        QFETCH(QString, text);
        QFETCH(quint64, frame);
        record(3000, 1);
        const auto talk = connection();
        FrameModel model;
        model.setVisibleRows(10);
        model.setConnection(talk.get());
        ui::GoToForm form;
        form.setProperty("frames", QVariant::fromValue(&model));
        model.showFrame(100);
        form.setText(text);
        if (frame == 0) {
            QVERIFY(!form.problem().isEmpty());
            QVERIFY(!form.go());
            QCOMPARE(model.currentSeq(), 100.0);
            return;
        }
        QCOMPARE(form.problem(), QString());
        QVERIFY(form.go());
        QCOMPARE(model.currentSeq(), static_cast<double>(frame));
        QVERIFY(shownAt(model, model.currentSeq()) >= 0);
    }

    void problem_isCountedAsTextFieldsDo()
    {
        ui::FilterForm form;
        form.setText(QStringLiteral("\U0001F600ü op:clos"));
        QCOMPARE(form.problemAt(), 7);
        QCOMPARE(form.problemLength(), 4);
        QVERIFY(form.problem().contains(QStringLiteral("\"clos\"")));
        QVERIFY(!form.apply());
        form.setText(QStringLiteral("a and"));
        QCOMPARE(form.problemAt(), 5);
        QCOMPARE(form.problemLength(), 0);
        QVERIFY(form.expected().contains(QStringLiteral("op")));
        form.setText(QStringLiteral("a and b"));
        QCOMPARE(form.problem(), QString());
    }

    void choices_areWrittenWhereTheCursorIs()
    {
        ui::FilterForm form;
        QAbstractItemModelTester tester(form.choices(), reporting);
        form.setText(QStringLiteral("ü or o"));
        form.complete(6);
        QCOMPARE(form.choices()->at(0)->text, std::string("op:"));
        QCOMPARE(form.accept(0), 8);
        QCOMPARE(form.text(), QStringLiteral("ü or op:"));
        QVERIFY(form.choices()->count() > 5); // its values
        form.setText(QStringLiteral("ü or op:cl and x"));
        form.complete(10);
        QCOMPARE(form.accept(0), 13);
        QCOMPARE(form.text(), QStringLiteral("ü or op:close and x"));
        QCOMPARE(form.accept(1000), 19); // none such
        QCOMPARE(form.text(), QStringLiteral("ü or op:close and x"));
    }

    void keptFilters_areThereAgain()
    {
        const QString folder = m_folder.filePath(QStringLiteral("config/ajar"));
        FrameModel model;
        {
            ui::FilterStore store;
            QAbstractItemModelTester tester(&store, reporting);
            store.setFolder(folder);
            ui::FilterForm form;
            form.setProperty("frames", QVariant::fromValue(&model));
            form.setProperty("store", QVariant::fromValue(&store));
            for (int i = 0; i < 60; ++i) {
                form.setText(QStringLiteral("word%1").arg(i));
                QVERIFY(form.apply());
            }
            QVERIFY(form.apply()); // once more the same
            QVERIFY(store.save(QStringLiteral("  Closes "), QStringLiteral("op:close")));
            QVERIFY(store.save(QStringLiteral("Big"), QStringLiteral("len>1k")));
            QVERIFY(store.save(QStringLiteral("Closes"), QStringLiteral("op:close dir:in")));
            QVERIFY(!store.save(QStringLiteral(" "), QStringLiteral("op:close")));
            QVERIFY(!store.save(QStringLiteral("empty"), QStringLiteral(" ")));
            QCOMPARE(store.count(), 2);
        }
        const QString path = folder + QStringLiteral("/filters.json");
        QCOMPARE(QFile::permissions(path) & QFile::ReadOther, QFile::Permissions());
        ui::FilterStore again;
        QAbstractItemModelTester tester(&again, reporting);
        again.setFolder(folder);
        QCOMPARE(again.history().size(), 50);
        QCOMPARE(again.history().first(), QStringLiteral("word59"));
        QCOMPARE(again.index(0).data().toString(), QStringLiteral("Big"));
        QCOMPARE(again.index(1).data(ui::FilterStore::ExpressionRole).toString(),
                 QStringLiteral("op:close dir:in"));
        again.remove(QStringLiteral("Big"));
        again.remove(QStringLiteral("Big"));
        QCOMPARE(again.count(), 1);
        again.clearHistory();
        QVERIFY(again.history().isEmpty());
        // A file that is none of ours is no reason to stop.
        for (const char *content :
             {"", "[]", "{\"saved\":[1,{\"name\":2}],\"history\":{}}", "\xff"}) {
            QFile file(path);
            QVERIFY(file.open(QFile::WriteOnly));
            file.write(content);
            file.close();
            ui::FilterStore broken;
            broken.setFolder(folder);
            QCOMPARE(broken.count(), 0);
        }
        ui::FilterStore nowhere;
        nowhere.setFolder(QStringLiteral("/proc/nowhere"));
        nowhere.remember(QStringLiteral("x"));
        QVERIFY(!nowhere.problem().isEmpty());
        QCOMPARE(nowhere.history().size(), 1);
    }
};

QTEST_GUILESS_MAIN(FilteringTest)
#include "test_filtering.moc"
