// SPDX-License-Identifier: MIT
#include "filter/scan.h"
#include "sessiontest.h"

#include <QTest>

#include <thread>

using namespace ajar;
using namespace ajar::session::test;
using namespace std::chrono_literals;
using filter::Matches;
using filter::Scan;

namespace
{

filter::Filter filterOf(const std::string &expression)
{
    filter::Parse parsed = filter::parse(expression);
    Q_ASSERT(!parsed.problem);
    return parsed.filter;
}

/// All that a scan finds from `first` on, in pieces of no patience at all.
std::vector<quint64> found(const QString &path, quint64 last, const std::string &expression,
                           quint64 first = 1)
{
    Scan scan(path, 1, filterOf(expression), first);
    std::vector<quint64> seqs;
    quint64 scanned = first - 1;
    while (scanned < last) {
        const Matches matches = scan.next(last, 0ms);
        if (matches.error || matches.scanned <= scanned)
            break;
        scanned = matches.scanned;
        seqs.insert(seqs.end(), matches.seqs.begin(), matches.seqs.end());
    }
    return seqs;
}

/// 1000 received texts, a millisecond apart, but 5 s before the 500th; a Close after the 700th.
quint64 recordTalk(Recording &recording)
{
    Batch batch;
    batch.state(0, closing::LinkState::Open, closing::LinkState::Connecting);
    closing::Time t = 0;
    for (std::uint64_t n = 1; n <= 1000; ++n) {
        t += n == 500 ? 5'000'000'000 : 1'000'000;
        batch.text(n <= 700 ? n : n + 1, t, "message " + QByteArray::number(qulonglong(n)));
        if (n == 700) {
            batch.frame(frameOf(701, wire::Opcode::Close, 2, t), "\x03\xe8");
            batch.state(t, closing::LinkState::HalfClosedRemote, closing::LinkState::Open);
        }
    }
    recording.record(batch);
    return 1003;
}

} // namespace

/// Filters over a connection of a session file, piece by piece.
class Scanning : public QObject
{
    Q_OBJECT

private slots:
    void pieces_giveWhatTheMatcherGives();
    void scanFromTheMiddle_knowsWhatCameBefore();
    void laterRecords_areScannedAsTheyCome();
    void marksThatTheFileHasNot_areAskedFor();
    void stop_endsAScan();
    void missingFile_isSaid();
    void damagedPage_isLeftOut_andSaid();
};

void Scanning::pieces_giveWhatTheMatcherGives()
{
    Recording recording;
    recording.connect();
    const quint64 last = recordTalk(recording);
    const auto reader = recording.finished();
    for (const char *expression :
         {"message", "\"message 77\"", "op:close", "gap>1s", "after:close", "state:open op:text",
          "not websocket", "/9$/ or type:state", "nothing at all", "op:close or type:state",
          "code:1000", "code:1001", "after:close type:state"}) {
        filter::Matcher matcher(filterOf(expression), filter::contentOf(*reader));
        std::vector<quint64> expected;
        for (const session::Row &row : reader->rows(1, 1, 2000)) {
            if (matcher.matches(1, row))
                expected.push_back(row.seq);
        }
        QCOMPARE(found(recording.path(), last, expression), expected);
    }
    QCOMPARE(found(recording.path(), last, "message").size(), 1000U);
    QCOMPARE(found(recording.path(), last, "gap>1s").size(), 1U);
}

void Scanning::scanFromTheMiddle_knowsWhatCameBefore()
{
    Recording recording;
    recording.connect();
    const quint64 last = recordTalk(recording);
    const auto reader = recording.finished();
    for (const char *expression :
         {"after:close", "state:half-closed-remote", "state:open", "gap>1s", "gap==1ms", "gap<1us",
          "op:close", "after:close type:state", "type:state state:half-closed-remote"}) {
        const auto all = found(recording.path(), last, expression);
        for (const quint64 first :
             {2ULL, 3ULL, 500ULL, 501ULL, 502ULL, 702ULL, 703ULL, 704ULL, 705ULL, 1003ULL}) {
            std::vector<quint64> expected = all;
            std::erase_if(expected, [first](quint64 seq) { return seq < first; });
            QCOMPARE(found(recording.path(), last, expression, first), expected);
        }
    }
}

void Scanning::laterRecords_areScannedAsTheyCome()
{
    Recording recording;
    recording.connect();
    Scan scan(recording.path(), 1, filterOf("/[05]$/"));
    std::vector<quint64> seqs;
    quint64 last = 0;
    for (std::uint64_t n = 1; n <= 20; ++n) {
        Batch batch;
        batch.text(n, closing::Time(n), QByteArray::number(qulonglong(n)));
        recording.record(batch);
        const Matches matches = scan.next(++last, 1s);
        QCOMPARE(matches.scanned, last);
        seqs.insert(seqs.end(), matches.seqs.begin(), matches.seqs.end());
        QVERIFY(scan.next(last, 1s).seqs.empty());
    }
    QCOMPARE(seqs, (std::vector<quint64>{5, 10, 15, 20}));
    // Beyond what there is nothing is found, and it does not hang.
    const Matches beyond = scan.next(100, 1s);
    QCOMPARE(beyond.scanned, last);
    QVERIFY(!beyond.error);
}

void Scanning::marksThatTheFileHasNot_areAskedFor()
{
    Recording recording;
    recording.connect();
    const quint64 last = recordTalk(recording);
    const auto reader = recording.finished();
    const session::MarkChange here{1, 5, session::Mark{}};
    QVERIFY(!session::writeMarks(recording.path(), {&here, 1}));
    Scan scan(recording.path(), 1, filterOf("marked"), 1,
              {{1, 5, std::nullopt}, {1, 9, session::Mark{}}});
    QCOMPARE(scan.next(last, 10s).seqs, std::vector<quint64>{9});
}

void Scanning::stop_endsAScan()
{
    Recording recording;
    recording.connect();
    const quint64 last = recordTalk(recording);
    Scan scan(recording.path(), 1, filterOf("message"));
    QVERIFY(scan.next(last, 0ms).scanned < last);
    scan.stop();
    const Matches matches = scan.next(last, 1s);
    QVERIFY(matches.seqs.empty());
    QVERIFY(matches.scanned < last);
    // From another thread, in the midst of it: this pattern takes long for each of them.
    Recording slow;
    slow.connect();
    Batch batch;
    for (std::uint64_t n = 1; n <= 60; ++n)
        batch.text(n, closing::Time(n), QByteArray(100'000, 'a'));
    slow.record(batch);
    Scan other(slow.path(), 1, filterOf("/(a|b|aa)*z/"));
    const std::jthread stopper([&other] {
        std::this_thread::sleep_for(20ms);
        other.stop();
    });
    QVERIFY(other.next(60, 60s).scanned < 60);
}

void Scanning::missingFile_isSaid()
{
    Scan scan(QStringLiteral("/nowhere/at/all.ajar"), 1, filterOf("x"));
    QCOMPARE(scan.next(10, 1s).error.fault, session::Fault::NotFound);
}

void Scanning::damagedPage_isLeftOut_andSaid()
{
    Recording recording;
    recording.connect();
    const quint64 last = recordTalk(recording);
    recording.finished();
    const QString file = recording.path();
    const QStringList pages = sql(file, "SELECT pageno, pgsize FROM dbstat WHERE name = 'record'"
                                        " AND pagetype = 'leaf' ORDER BY path");
    QVERIFY(pages.size() > 2);
    const QStringList page = pages.at(pages.size() / 2).split(u'|');
    const qsizetype size = page.at(1).toLongLong();
    QByteArray bytes = contentOf(file);
    bytes.replace((page.at(0).toLongLong() - 1) * size, size, QByteArray(size, '\0'));
    writeFile(file, bytes);
    Scan scan(file, 1, filterOf("message"));
    const Matches matches = scan.next(last, 10s);
    QCOMPARE(matches.error.fault, session::Fault::Damaged);
    QCOMPARE(matches.scanned, last);
    QVERIFY(matches.seqs.size() < 1000U);
    QCOMPARE(matches.seqs.front(), 2U);
    QCOMPARE(matches.seqs.back(), last);
}

QTEST_APPLESS_MAIN(Scanning)
#include "tst_scan.moc"
