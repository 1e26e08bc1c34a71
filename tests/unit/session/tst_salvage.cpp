// SPDX-License-Identifier: MIT
#include "exported.h"
#include "session/markfile.h"
#include "session/openfile.h"
#include "session/processmark.h"
#include "session/salvage.h"
#include "session/sessionname.h"
#include "session/sqliteleaf.h"
#include "sessiontest.h"

#include <QDir>
#include <QRandomGenerator>

using namespace ajar;
using namespace ajar::session;
using namespace ajar::session::test;

namespace
{

constexpr int frames = 3000;
constexpr qsizetype pageBytes = 16384;

/// A session with two connections: many texts, a payload in chunks, a long one in overflow pages,
/// states, an inflate window, an outcome.
QByteArray manyRecords(const QString &path)
{
    Recorder::Options options;
    options.chunkBytes = 100'000;
    Recording recording(options);
    recording.connect("ws://first.test/");
    recording.connect("ws://second.test/");
    Batch first;
    first.state(1, closing::LinkState::Open, closing::LinkState::Connecting);
    for (int i = 1; i <= frames; ++i)
        first.text(static_cast<std::uint64_t>(i), 10 * i,
                   "text " + QByteArray::number(i).repeated(20));
    recording.record(first);
    Batch second(2);
    second.text(1, 5, QByteArray(60'000, 'o'));
    second.context(closing::Direction::Received, QByteArray(300, 'w'));
    QByteArray large(350'000, ' ');
    for (qsizetype i = 0; i < large.size(); ++i)
        large[i] = static_cast<char>('a' + i / 1000 % 26);
    second.text(2, 6, large);
    second.record(closing::OutcomeRecord{.t = 7, .outcome = {}});
    recording.record(second);
    recording.finished();
    const QByteArray bytes = contentOf(recording.path());
    if (!path.isEmpty())
        writeFile(path, bytes);
    return bytes;
}

QByteArray linesOf(const QString &path)
{
    const auto reader = Reader::open(path);
    ExportOptions options;
    options.withSecrets = true;
    return reader ? exported(**reader.value, options) : errorText(reader.error).toUtf8();
}

} // namespace

class TestSalvage : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QByteArray m_good;
    QByteArray m_lines;

    QString path(const char *name) const { return m_folder.filePath(QLatin1String(name)); }

    SalvageReport salvaged(const QByteArray &broken, const QByteArray &log = {})
    {
        writeFile(path("broken.ajar"), broken);
        QFile::remove(path("broken.ajar-wal"));
        if (!log.isEmpty())
            writeFile(path("broken.ajar-wal"), log);
        SalvageOptions options;
        options.overwrite = true;
        const SalvageReport report = salvage(path("broken.ajar"), path("out.ajar"), options);
        if (contentOf(path("broken.ajar")) != broken || contentOf(path("broken.ajar-wal")) != log)
            qFatal("the damaged file was changed");
        return report;
    }

    /// Pages of a table or index by their type in dbstat, with their cells.
    QVector<std::pair<int, int>> pagesOf(const QByteArray &name, const QByteArray &type) const
    {
        QVector<std::pair<int, int>> pages;
        for (const QString &line :
             sql(path("good.ajar"), "SELECT pageno, ncell FROM dbstat WHERE name='" + name +
                                        "' AND pagetype='" + type + "'"))
            pages.append({line.section(u'|', 0, 0).toInt(), line.section(u'|', 1, 1).toInt()});
        return pages;
    }
    static void zero(QByteArray &bytes, int page)
    {
        for (qsizetype i = 0; i < pageBytes; ++i)
            bytes[(page - 1) * pageBytes + i] = 0;
    }
    void compareWhole(const SalvageReport &report)
    {
        QVERIFY2(!report.error, qPrintable(errorText(report.error)));
        QCOMPARE(report.connections.size(), 2);
        QCOMPARE(report.connections[0].records, quint64(frames + 1));
        QCOMPARE(report.connections[1].records, 3);
        QCOMPARE(linesOf(path("out.ajar")), m_lines);
    }

private slots:
    void initTestCase()
    {
        m_good = manyRecords(path("good.ajar"));
        m_lines = linesOf(path("good.ajar"));
        QVERIFY(pagesOf("record", "leaf").size() > 10);
        QVERIFY(pagesOf("chunk", "overflow").size() > 10);
    }

    void soundFile_comesThroughWhole()
    {
        const SalvageReport report = salvaged(m_good);
        compareWhole(report);
        QVERIFY(report.complete());
        QVERIFY(report.problem.isEmpty());
        QCOMPARE(sql(path("out.ajar"), "SELECT count(*) FROM context"),
                 QStringList{QStringLiteral("1")});
        QCOMPARE(sql(path("out.ajar"), "PRAGMA integrity_check"),
                 QStringList{QStringLiteral("ok")});
        QCOMPARE(QFile::permissions(path("out.ajar")) & (QFile::ReadGroup | QFile::ReadOther),
                 QFile::Permissions());
    }

    void header_isNotNeeded()
    {
        for (const qsizetype size : {16, 100, 16384}) {
            QByteArray broken = m_good;
            for (qsizetype i = 0; i < size; ++i)
                broken[i] = '\xAA';
            const SalvageReport report = salvaged(broken);
            compareWhole(report);
            QVERIFY(!report.problem.isEmpty());
        }
    }

    void marks_comeThrough_data()
    {
        QTest::addColumn<qsizetype>("size");
        for (const qsizetype size :
             {qsizetype{10}, qsizetype{10'000}, qsizetype{20'000}, longestNote})
            QTest::addRow("note of %lld bytes", static_cast<long long>(size)) << size;
    }
    void marks_comeThrough()
    {
        QFETCH(const qsizetype, size);
        const QString marked = path("marked.ajar");
        writeFile(marked, m_good);
        const Mark red{.colour = MarkColour::Red, .note = "ask why"};
        const Mark note{.colour = MarkColour::None, .note = QByteArray(size, 'n')};
        const std::array changes{MarkChange{1, 2000, red}, MarkChange{2, 2, note}};
        QVERIFY(!writeMarks(marked, changes));
        QByteArray broken = contentOf(marked);
        broken.replace(0, 100, QByteArray(100, 'x'));
        salvaged(broken);
        const auto reader = Reader::open(path("out.ajar"));
        QVERIFY2(reader, qPrintable(errorText(reader.error)));
        for (const MarkChange &change : changes) {
            const auto marks = (*reader.value)->marks(change.connection, 1, 10);
            QCOMPARE(marks.size(), 1);
            QCOMPARE(marks.first().seq, change.seq);
            QVERIFY(marks.first().mark == *change.mark);
        }
        QCOMPARE(linesOf(path("out.ajar")), linesOf(marked));
        QVERIFY(QFile::remove(marked));
    }

    void name_comesThrough()
    {
        const QByteArray name = "caf\xC3\xA9 \"7\"";
        const QString named = path("named.ajar");
        writeFile(named, m_good);
        {
            const auto file = openForChange(named);
            QVERIFY(file);
            Statement insert(file.value->database.get(), "INSERT INTO session VALUES('name', ?)");
            QCOMPARE(insert.bind(name).run(), SQLITE_DONE);
        }
        QCOMPARE(storedName(named), name);
        QByteArray broken = contentOf(named);
        broken.replace(0, 100, QByteArray(100, 'x'));
        salvaged(broken);
        QCOMPARE(storedName(path("out.ajar")), name);
        QCOMPARE(linesOf(path("out.ajar")), linesOf(named));
        QVERIFY(QFile::remove(named));
    }

    void pageSizeInTheHeader_mayBeWrong()
    {
        for (const QByteArray &size : {QByteArray("\x10\0", 2), QByteArray("\x80\0", 2),
                                       QByteArray("\0\1", 2), QByteArray("\x02\0", 2)}) {
            QByteArray broken = m_good;
            broken.replace(16, 2, size);
            const SalvageReport report = salvaged(broken);
            QCOMPARE(report.pageSize, quint64(pageBytes));
            compareWhole(report);
        }
    }

    void interiorAndIndexPages_areNotNeeded()
    {
        QByteArray broken = m_good;
        const auto inner = pagesOf("record", "internal") + pagesOf("story", "leaf") +
                           pagesOf("sqlite_autoindex_chunk_1", "leaf") + pagesOf("rate", "leaf");
        QVERIFY(inner.size() >= 4);
        for (const auto &[page, cells] : inner)
            zero(broken, page);
        const SalvageReport report = salvaged(broken);
        compareWhole(report);
        QCOMPARE(report.damagedPages, quint64(inner.size()));
        QVERIFY(!report.complete()); // what stood in those pages can't be told
    }

    void zeroedLeaf_losesItsRowsAndNoOther()
    {
        const auto leaves = pagesOf("record", "leaf");
        for (const int which : {0, 3, int(leaves.size()) - 1}) {
            QByteArray broken = m_good;
            zero(broken, leaves[which].first);
            const SalvageReport report = salvaged(broken);
            QVERIFY2(!report.error, qPrintable(errorText(report.error)));
            quint64 whole = 0;
            quint64 missing = 0;
            for (const auto &connection : report.connections) {
                whole += connection.records;
                missing += connection.missing;
            }
            // The first rows may still stand in the page that was the whole table once.
            const auto left = quint64(frames + 4 - leaves[which].second);
            QVERIFY2(which == 0 ? whole >= left : whole == left,
                     qPrintable(QString::number(whole)));
            QVERIFY(!report.complete());
            // The pages of a long row whose beginning is lost belong to nothing any more.
            QVERIFY(report.damagedPages >= 1);
            if (which != 3)
                continue;
            QCOMPARE(report.damagedPages, 1);
            QCOMPARE(missing, quint64(leaves[which].second));
            QCOMPARE(report.connections[0].gaps.size(), 1);
            QCOMPARE(report.connections[0].gaps[0].frames, missing);
            const auto reader = std::move(*Reader::open(path("out.ajar")).value);
            const auto gap = reader->story(1, 2, 10).value(0);
            QCOMPARE(gap.details.value(QLatin1String("event")).toString(), QStringLiteral("gap"));
            QCOMPARE(gap.details.value(QLatin1String("frames")).toInt(), leaves[which].second);
        }
    }

    void zeroedOverflowPage_damagesItsRowOnly()
    {
        QByteArray broken = m_good;
        zero(broken, pagesOf("record", "overflow").constFirst().first);
        const SalvageReport report = salvaged(broken);
        QCOMPARE(report.connections[0].records, quint64(frames + 1));
        QCOMPARE(report.connections[1].records, 2);
        QCOMPARE(report.connections[1].damaged, 1);
        const auto reader = std::move(*Reader::open(path("out.ajar")).value);
        const auto rows = reader->rows(2, 1, 10, 1 << 20);
        QVERIFY(rows[0].damaged);
        QCOMPARE(rows[0].number, 1);
        QVERIFY(!rows[1].damaged && !rows[2].damaged);
    }

    void zeroedPageOfAChunk_leavesWhatStandsBefore()
    {
        QByteArray broken = m_good;
        zero(broken, pagesOf("chunk", "overflow").constLast().first);
        const SalvageReport report = salvaged(broken);
        QCOMPARE(report.connections[1].damaged, 1);
        const auto reader = std::move(*Reader::open(path("out.ajar")).value);
        QVERIFY(reader->rows(2, 2, 1, 1 << 20).value(0).payloadSize >= 100'000);
    }

    void cutFile_keepsWhatIsThere()
    {
        for (const qsizetype pages : {qsizetype(4), m_good.size() / pageBytes / 2, qsizetype(0)}) {
            const QByteArray cut = m_good.left(pages * pageBytes + 5000);
            const SalvageReport report = salvaged(cut);
            QVERIFY(pages == 0 || !report.error);
            quint64 cells = 0;
            for (const auto &[page, count] : pagesOf("record", "leaf"))
                cells += page <= pages ? static_cast<quint64>(count) : 0;
            quint64 found = 0;
            for (const auto &connection : report.connections)
                found += connection.records + connection.damaged;
            if (pages == 0)
                continue;
            QVERIFY2(found >= cells, qPrintable(QStringLiteral("%1 of %2").arg(found).arg(cells)));
            QVERIFY(report.missingPages > 0);
            QVERIFY(!report.complete());
        }
    }

    void rowOfTheConnection_mayBeLost()
    {
        QByteArray broken = m_good;
        zero(broken, pagesOf("connection", "leaf").constFirst().first);
        const SalvageReport report = salvaged(broken);
        QCOMPARE(report.connections[0].records, quint64(frames + 1));
        QVERIFY(!report.connections[0].described);
        QVERIFY(!report.complete());
        QVERIFY(Reader::open(path("out.ajar")));
    }

    void flippedBits_loseAtMostTheRowsTheyAreIn()
    {
        QRandomGenerator random(7);
        for (int i = 0; i < 40; ++i) {
            QByteArray broken = m_good;
            const auto at = random.bounded(static_cast<int>(broken.size()));
            broken[at] = static_cast<char>(broken[at] ^ 1 << random.bounded(8));
            const SalvageReport report = salvaged(broken);
            QVERIFY2(!report.error, qPrintable(errorText(report.error)));
            quint64 whole = 0;
            for (const auto &connection : report.connections)
                whole += connection.records;
            QVERIFY2(whole >= quint64(frames + 3),
                     qPrintable(QStringLiteral("at %1: %2").arg(at).arg(whole)));
        }
    }

    void flippedPointersAndTypes_loseNothing()
    {
        const int page = pagesOf("record", "leaf").value(4).first;
        for (const int at : {0, 3, 4, 5, 6, 8, 10, 40, 41}) {
            QByteArray broken = m_good;
            const qsizetype place = (page - 1) * pageBytes + at;
            broken[place] = static_cast<char>(broken[place] ^ 0x04);
            const SalvageReport report = salvaged(broken);
            QCOMPARE(report.connections[0].records, quint64(frames + 1));
        }
    }

    void logThatWasNotTakenIn_isReadToo()
    {
        Recording recording;
        recording.connect();
        Batch before;
        for (int i = 1; i <= 500; ++i)
            before.text(static_cast<std::uint64_t>(i), i,
                        "text " + QByteArray::number(i).repeated(50));
        recording.record(before);
        QByteArray file = contentOf(recording.path());
        QByteArray log = contentOf(recording.path() + QStringLiteral("-wal"));
        QVERIFY(log.size() > 4 * pageBytes);
        QCOMPARE(salvaged(file, log).error.fault, Fault::Busy);
        // It is as if this process had died.
        const QByteArray mark = ownProcessMark();
        const QByteArray another(mark.size(), '0');
        QVERIFY(file.contains(mark));
        file.replace(mark, another);
        log.replace(mark, another);
        QByteArray headless = file;
        headless.replace(0, 16, QByteArray(16, 'x'));
        const SalvageReport report = salvaged(headless, log);
        QVERIFY2(!report.error, qPrintable(errorText(report.error)));
        QCOMPARE(report.connections[0].records, 500);
        QVERIFY(report.complete());
        QByteArray badLog = log;
        badLog.replace(0, 32, QByteArray(32, 'x'));
        QCOMPARE(salvaged(headless, badLog).connections[0].records, 500);
        // Half a log has the transactions in its front.
        const SalvageReport half = salvaged(headless, log.left(log.size() / 2));
        QVERIFY(half.error || !half.complete() || half.connections[0].records > 0);
        // Without it the file may be readable, but says that something is missing.
        const SalvageReport lost = salvaged(file);
        QVERIFY(lost.error || lost.logIsMissing);
        QVERIFY(!lost.complete());
    }

    void whatIsNoSession_leavesNoFile()
    {
        QFile::remove(path("out.ajar"));
        for (const QByteArray &bytes : {QByteArray(), QByteArray("text"),
                                        QByteArray(100'000, '\x0D'), QByteArray(50'000, '\0')}) {
            const SalvageReport report = salvaged(bytes);
            QCOMPARE(report.error.fault, Fault::NotASession);
            QVERIFY(!QFile::exists(path("out.ajar")));
        }
        SalvageOptions options;
        QCOMPARE(salvage(path("missing"), path("out.ajar"), options).error.fault, Fault::NotFound);
        QCOMPARE(salvage(path("good.ajar"), path("good.ajar"), options).error.fault, Fault::Exists);
        options.overwrite = true;
        QCOMPARE(salvage(path("good.ajar"), path("good.ajar"), options).error.fault, Fault::Exists);
        QCOMPARE(
            QDir(m_folder.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
            (QStringList{QStringLiteral("broken.ajar"), QStringLiteral("good.ajar")}));
    }

    void cancelledSalvage_leavesNoFile()
    {
        const std::atomic_bool cancelled = true;
        SalvageOptions options;
        options.cancelled = &cancelled;
        QCOMPARE(salvage(path("good.ajar"), path("cancelled.ajar"), options).error.fault,
                 Fault::Cancelled);
        QVERIFY(!QFile::exists(path("cancelled.ajar")));
    }

    /// Bounded, and worth most under the address sanitizer.
    void randomPages_areReadWithoutFault()
    {
        QRandomGenerator random(11);
        const auto leaves = pagesOf("record", "leaf");
        for (int i = 0; i < 3000; ++i) {
            const auto &[number, cells] = leaves[i % leaves.size()];
            const QByteArray page = m_good.mid((number - 1) * pageBytes, pageBytes);
            std::vector<std::uint8_t> bytes(page.begin(), page.end()); // exactly as long as a page
            bytes.resize(std::size_t(512) << random.bounded(6));
            const int changes = random.bounded(60);
            for (int k = 0; k < changes; ++k) {
                const int within = random.bounded(3) == 0 ? static_cast<int>(bytes.size()) : 200;
                bytes[static_cast<std::size_t>(random.bounded(within))] =
                    static_cast<std::uint8_t>(random.bounded(256));
            }
            std::size_t seen = 0;
            eachLeafCell(bytes, random.bounded(2) ? 100 : 0, [&](const LeafCell &cell) {
                ++seen;
                const std::size_t count = valueCount(cell.local);
                if (cell.end > bytes.size())
                    qFatal("a cell ends behind its page");
                return recordValues(cell.local, cell.size, count).has_value();
            });
            QVERIFY(seen <= 2 * bytes.size());
        }
    }
};

QTEST_GUILESS_MAIN(TestSalvage)
#include "tst_salvage.moc"
