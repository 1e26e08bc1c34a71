// SPDX-License-Identifier: MIT
#include "compressedsession.h"
#include "filter/matcher.h"
#include "session/exporter.h"

#include <QBuffer>
#include <QTest>

using namespace ajar;
using namespace ajar::session;
using namespace ajar::session::test;

namespace
{

struct Exported {
    QStringList lines;
    Error error;
};

/// The export of what passes, without its heading.
Exported exported(Reader &reader, const std::string &expression,
                  ExportFormat format = ExportFormat::Text)
{
    const filter::Filter filter = filter::parse(expression).filter;
    filter::Matcher matcher(filter, filter::contentOf(reader));
    ExportOptions options;
    options.format = format;
    options.withSecrets = true;
    options.keep = [&](quint32 connection, const Row &row) {
        return matcher.matches(connection, row);
    };
    options.keepReadsPayloads = filter.readsPayload();
    options.keepsStoryOnly = filter.isAboutStory();
    options.verdict = [](Reader &, const StoredConnection &) { return closing::Verdict(); };
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    Exported result;
    result.error = exportSession(reader, buffer, options);
    result.lines = QString::fromUtf8(buffer.data()).split(u'\n', Qt::SkipEmptyParts);
    result.lines.removeIf([&](const QString &line) {
        return line.startsWith(u'#') || line.startsWith(QStringLiteral("{\"format\""));
    });
    return result;
}

} // namespace

class FilteredExport : public QObject
{
    Q_OBJECT

private slots:
    void compressedFrames_areSearchedInflated();
    void longPayload_isSearchedToItsEnd();
    void recordsThatPass_areWholeLines();
    void emptyFilter_letsAllPass();
};

void FilteredExport::compressedFrames_areSearchedInflated()
{
    CompressedSession session({});
    session.message(closing::Direction::Received, "first needle in the context " + words(1, 5000));
    session.message(closing::Direction::Received, words(2, 20'000));
    session.message(closing::Direction::Sent, words(3, 100) + "Needle", 1);
    session.message(closing::Direction::Received, words(1, 5000) + " needle", 3);
    session.plain(closing::Direction::Received, wire::Opcode::Ping, "needle");
    const auto reader = session.finished();
    const Exported found = exported(*reader, "needle");
    QVERIFY(!found.error);
    QCOMPARE(found.lines.size(), 4);
    QCOMPARE(exported(*reader, "needle compressed dir:in").lines.size(), 2);
    QCOMPARE(exported(*reader, "/needle$/ or op:ping").lines.size(), 2);
    QCOMPARE(exported(*reader, "inflated > 10000").lines.size(), 1);
}

void FilteredExport::longPayload_isSearchedToItsEnd()
{
    Recorder::Options options;
    options.chunkBytes = 4096;
    Recording recording(options);
    recording.connect();
    Batch batch;
    for (std::uint64_t n = 1; n <= 3; ++n)
        batch.text(n, static_cast<closing::Time>(n),
                   QByteArray(100'000, 'x') + QByteArray::number(int(n)));
    recording.record(batch);
    const auto reader = recording.finished();
    const Exported found = exported(*reader, "x2", ExportFormat::JsonLines);
    QVERIFY(!found.error);
    QCOMPARE(found.lines.size(), 1);
    QVERIFY(found.lines[0].contains(QStringLiteral("xxx2\"")));
    QCOMPARE(exported(*reader, "len > 100000 not /x2$/").lines.size(), 2);
}

void FilteredExport::recordsThatPass_areWholeLines()
{
    QTemporaryDir folder;
    const auto reader = Reader::open(sampleSession(folder.path()));
    QVERIFY(bool(reader));
    for (const ExportFormat format : {ExportFormat::JsonLines, ExportFormat::Text}) {
        const QStringList all = exported(**reader.value, "", format).lines;
        const QStringList frames = exported(**reader.value, "websocket", format).lines;
        const QStringList others = exported(**reader.value, "not websocket", format).lines;
        QVERIFY(!frames.isEmpty() && !others.isEmpty());
        QStringList together = frames + others;
        QStringList sorted = all;
        std::ranges::sort(together);
        std::ranges::sort(sorted);
        together.removeIf(
            [](const QString &line) { return line.contains(QStringLiteral("\"verdict\"")); });
        sorted.removeIf(
            [](const QString &line) { return line.contains(QStringLiteral("\"verdict\"")); });
        QCOMPARE(together, sorted);
    }
}

void FilteredExport::emptyFilter_letsAllPass()
{
    QTemporaryDir folder;
    const auto reader = Reader::open(sampleSession(folder.path()));
    QVERIFY(bool(reader));
    quint64 records = 0;
    for (const StoredConnection &connection : (*reader.value)->connections())
        records += (*reader.value)->lastSeq(connection.id);
    QCOMPARE(quint64(exported(**reader.value, "type:frame or not type:frame").lines.size()),
             records);
}

QTEST_APPLESS_MAIN(FilteredExport)
#include "tst_export.moc"
