// SPDX-License-Identifier: MIT
#include "compressedsession.h"

#include "session/contentreader.h"
#include "session/rowcodec.h"

#include <QFile>
#include <QtTest>

using namespace ajar;
using namespace ajar::closing;
using namespace ajar::session;
using namespace ajar::session::test;
using wire::Opcode;

namespace
{

constexpr auto Sent = Direction::Sent;
constexpr auto Received = Direction::Received;

/// Everything that a reader says of each record, in the records' order or each by a reader of its
/// own: it must be the same.
QStringList described(Reader &reader, quint64 lastSeq, bool inOrder)
{
    QStringList lines;
    ContentReader shared(reader, 1);
    for (quint64 seq = 1; seq <= lastSeq; ++seq) {
        const Row row = rowAt(reader, seq);
        ContentReader fresh(reader, 1);
        const Content content = (inOrder ? shared : fresh).readAll(row);
        lines += QStringLiteral("%1 %2 %3 %4 %5")
                     .arg(seq)
                     .arg(static_cast<int>(content.fault))
                     .arg(content.damagedFrame)
                     .arg(contentNote(content), QString::fromLatin1(content.bytes.toHex()));
    }
    return lines;
}

/// What inflating a bomb may take: a few pieces and pages, far from the 64 MiB that come out. The
/// address sanitizer keeps what was freed.
#ifdef __SANITIZE_ADDRESS__
constexpr qint64 littleMemory = 32 << 20;
#else
constexpr qint64 littleMemory = 8 << 20;
#endif

/// Peak memory of this process in bytes since the last reset.
qint64 peakMemory()
{
    QFile status(QStringLiteral("/proc/self/status"));
    status.open(QIODevice::ReadOnly);
    const QByteArray text = status.readAll();
    const qsizetype at = text.indexOf("VmHWM:") + 6;
    return text.mid(at, text.indexOf("kB", at) - at).trimmed().toLongLong() * 1024;
}

void resetPeakMemory()
{
    writeFile(QStringLiteral("/proc/self/clear_refs"), "5");
}

QByteArray idOf(quint64 seq)
{
    return QByteArray::number(static_cast<qint64>(recordId(1, seq)));
}

/// A message that inflates to `mebibytes` of one byte.
QByteArray bomb(CompressedSession &session, int mebibytes)
{
    const QByteArray part(1 << 20, 'b');
    QByteArray payload;
    for (int i = 0; i < mebibytes; ++i)
        payload += session.deflated(Received, part, i == mebibytes - 1);
    return payload;
}

} // namespace

class TestBadContent : public QObject
{
    Q_OBJECT

private slots:
    void bomb_givesWhatTheLimitAllowsInLittleMemory()
    {
        CompressedSession session({.maxMessage = 1 << 20, .chunkBytes = 100'000});
        session.raw(Received, bomb(session, 1000));
        session.message(Received, "behind");
        session.message(Sent, "the other direction");
        const auto reader = session.finished();
        const Row row = rowAt(*reader, 4);
        QVERIFY(row.payloadSize < 1'200'000);
        ContentReader contents(*reader, 1);
        resetPeakMemory();
        const qint64 before = peakMemory();
        Content content = contents.read(row, (64 << 20) - 10, 100);
        QVERIFY2(peakMemory() - before < littleMemory,
                 qPrintable(QString::number(peakMemory() - before)));
        QCOMPARE(content.bytes, QByteArray(10, 'b'));
        QCOMPARE(content.fault, ContentFault::TooLarge);
        QCOMPARE(contentNote(content),
                 QStringLiteral("the message inflates to more than 67 108 864 bytes"));
        content = contents.read(row, 1 << 20, 3);
        QCOMPARE(content.bytes, "bbb");
        content = contents.readAll(rowAt(*reader, 5));
        QCOMPARE(content.fault, ContentFault::Invalid);
        QCOMPARE(contentNote(content),
                 QStringLiteral("it does not inflate: the context was lost in an earlier message"));
        QCOMPARE(contents.readAll(rowAt(*reader, 6)).bytes, "the other direction");
    }

    void limit_isTheCallersAndExact()
    {
        CompressedSession session({});
        session.message(Received, QByteArray(1000, 'x'), 3);
        const auto reader = session.finished();
        ContentReader exact(*reader, 1, 1000);
        for (const quint64 seq : {4, 5, 6})
            QCOMPARE(exact.readAll(rowAt(*reader, seq)).fault, ContentFault::None);
        ContentReader below(*reader, 1, 999);
        QCOMPARE(below.readAll(rowAt(*reader, 5)).fault, ContentFault::None);
        const Content last = below.readAll(rowAt(*reader, 6));
        QCOMPARE(last.fault, ContentFault::TooLarge);
        QCOMPARE(last.bytes, QByteArray(333, 'x'));
    }

    void brokenMessage_givesWhatCameBefore_data()
    {
        QTest::addColumn<bool>("noTakeover");
        QTest::addRow("takeover") << false;
        QTest::addRow("no takeover") << true;
    }
    void brokenMessage_givesWhatCameBefore()
    {
        QFETCH(const bool, noTakeover);
        CompressedSession session({.agreed = {.serverNoContextTakeover = noTakeover}});
        session.message(Received, "good");
        session.frame(Received, Opcode::Text, false,
                      session.deflated(Received, "the beginning", false) + "\xFF\xFF\xFF");
        session.frame(Received, Opcode::Continuation, true, "rest");
        session.message(Received, "after it");
        const auto reader = session.finished();
        ContentReader contents(*reader, 1);
        QCOMPARE(contents.readAll(rowAt(*reader, 4)).bytes, "good");
        const Content broken = contents.readAll(rowAt(*reader, 5));
        QCOMPARE(broken.bytes, "the beginning");
        QCOMPARE(broken.fault, ContentFault::Invalid);
        QCOMPARE(contentNote(broken), QStringLiteral("it does not inflate: invalid block type"));
        const Content rest = contents.readAll(rowAt(*reader, 6));
        QCOMPARE(rest.bytes, QByteArray());
        QCOMPARE(rest.fault, ContentFault::Invalid);
        const Content after = contents.readAll(rowAt(*reader, 7));
        QCOMPARE(after.fault, noTakeover ? ContentFault::None : ContentFault::Invalid);
        QCOMPARE(after.bytes, noTakeover ? QByteArray("after it") : QByteArray());
        QCOMPARE(described(*reader, 7, true), described(*reader, 7, false));
    }

    void messageThatEndsInsideABlock_saysSo()
    {
        CompressedSession session({});
        const QByteArray whole = session.deflated(Received, words(1, 2000));
        session.raw(Received, whole.left(whole.size() / 2));
        const auto reader = session.finished();
        const Content content = ContentReader(*reader, 1).readAll(rowAt(*reader, 4));
        QVERIFY(!content.bytes.isEmpty());
        QVERIFY(words(1, 2000).startsWith(content.bytes));
        QCOMPARE(contentNote(content),
                 QStringLiteral("it does not inflate: the message ends inside a block"));
    }

    void handshakeThatIsMissing_isSaidAndTakeoverTried()
    {
        for (const bool noTakeover : {false, true}) {
            CompressedSession session(
                {.agreed = {.serverNoContextTakeover = noTakeover}, .handshake = false});
            session.message(Received, words(1, 1000));
            session.message(Received, words(1, 1000));
            const auto reader = session.finished();
            for (const quint64 seq : {2, 1}) {
                const Content content = ContentReader(*reader, 1).readAll(rowAt(*reader, seq));
                QCOMPARE(content.bytes, words(1, 1000));
                QCOMPARE(content.fault, ContentFault::None);
                QVERIFY(contentNote(content).startsWith(
                    QStringLiteral("the file has no handshake that agrees on compression")));
            }
        }
    }

    void damagedRecord_castsDoubtUntilTheNextContext()
    {
        CompressedSession session({.contextEvery = 500});
        for (int i = 0; i < 6; ++i)
            session.message(Received, words(static_cast<unsigned>(i), 400));
        const auto contexts =
            sql(session.finished()->path(), "SELECT min(id) & 0xFFFF FROM context");
        const auto context = contexts.value(0).toULongLong();
        QVERIFY2(context > 5, qPrintable(contexts.value(0)));
        // Its checksum is wrong then; what it inflates to is not.
        sql(session.path(), "UPDATE record SET t = t + 1 WHERE id = " + idOf(4));
        const auto reader = std::move(*Reader::open(session.path()).value);
        ContentReader contents(*reader, 1);
        QCOMPARE(contents.readAll(rowAt(*reader, 4)).damagedFrame, 0u); // its own row says it
        QCOMPARE(contents.readAll(rowAt(*reader, 5)).damagedFrame, 1u);
        QCOMPARE(contentNote(contents.readAll(rowAt(*reader, 5))),
                 QStringLiteral("frame 1 before it is damaged in the file"));
        QCOMPARE(contents.readAll(rowAt(*reader, context)).damagedFrame, 0u);
        QCOMPARE(described(*reader, session.lastSeq(), true),
                 described(*reader, session.lastSeq(), false));
    }

    void contextsThatLie_changeNothingElse_data()
    {
        QTest::addColumn<QByteArray>("change");
        const auto row = [](const char *name, const char *change) {
            QTest::newRow(name) << QByteArray(change);
        };
        row("none", "DELETE FROM context");
        row("wrong checksum", "UPDATE context SET crc = crc + 1");
        row("one wrong checksum",
            "UPDATE context SET crc = crc + 1 WHERE id = (SELECT max(id) FROM context)");
        row("text", "UPDATE context SET bytes = CAST(bytes AS TEXT)");
        row("of no record", "UPDATE context SET id = id + 1000000");
        row("of another connection", "UPDATE context SET id = id + (1 << 40)");
        row("of other records", "UPDATE context SET id = id - 1");
        row("too long", "UPDATE context SET bytes = bytes || zeroblob(40000), crc = 0");
        row("of the other direction", "UPDATE context SET received = 1 - received");
        row("of no direction", "UPDATE context SET received = 7");
        row("negative", "UPDATE context SET id = -id");
    }
    void contextsThatLie_changeNothingElse()
    {
        QFETCH(const QByteArray, change);
        CompressedSession session({.contextEvery = 300});
        for (unsigned i = 0; i < 10; ++i) {
            session.message(Received, words(i, 400), 2);
            session.plain(Received, Opcode::Ping, "p");
        }
        session.finished();
        QCOMPARE(sql(session.path(), change), QStringList());
        const auto reader = std::move(*Reader::open(session.path()).value);
        ContentReader inOrder(*reader, 1);
        for (const auto &[seq, content] : session.contents()) {
            QCOMPARE(inOrder.readAll(rowAt(*reader, seq)).bytes, content);
            QCOMPARE(ContentReader(*reader, 1).readAll(rowAt(*reader, seq)).bytes, content);
        }
    }

    void contextOfOtherBytes_misleadsBothWaysAlike()
    {
        CompressedSession session({.contextEvery = 300});
        for (unsigned i = 0; i < 10; ++i)
            session.message(Received, words(i, 400), 2);
        session.finished();
        const QByteArray wrong(100, 'w');
        const auto crc = checksum(wrong.constData(), 100);
        QCOMPARE(sql(session.path(), "UPDATE context SET bytes = CAST('" + wrong +
                                         "' AS BLOB), crc = " + QByteArray::number(crc)),
                 QStringList());
        const auto reader = std::move(*Reader::open(session.path()).value);
        const QStringList inOrder = described(*reader, session.lastSeq(), true);
        QCOMPARE(inOrder, described(*reader, session.lastSeq(), false));
        QVERIFY(inOrder.join(u'\n').contains(QLatin1String("invalid distance too far back")));
    }

    void contextBringsBackWhatABrokenMessageLost()
    {
        CompressedSession session({});
        session.message(Received, words(1, 500));
        session.message(Received, words(2, 500));
        session.message(Received, words(3, 500));
        session.finished();
        const QByteArray window = words(1, 500) + words(2, 500);
        sql(session.path(), "INSERT INTO context VALUES (" + idOf(6) + ", 1, " +
                                QByteArray::number(checksum(
                                    window.constData(), static_cast<std::size_t>(window.size()))) +
                                ", x'" + window.toHex() +
                                "'); UPDATE record SET payload = x'FFFF' WHERE id = " + idOf(4));
        const auto reader = std::move(*Reader::open(session.path()).value);
        ContentReader contents(*reader, 1);
        QCOMPARE(contents.readAll(rowAt(*reader, 4)).fault, ContentFault::Invalid);
        QCOMPARE(contents.readAll(rowAt(*reader, 5)).fault, ContentFault::Invalid);
        QCOMPARE(contents.readAll(rowAt(*reader, 6)).bytes, words(3, 500));
        QCOMPARE(described(*reader, 6, true), described(*reader, 6, false));
    }

    void recordsThatLie_areReadAlikeInBothOrders_data()
    {
        QTest::addColumn<QByteArray>("change");
        const auto row = [](const char *name, const char *change) {
            QTest::newRow(name) << QByteArray("UPDATE record SET ") + change;
        };
        row("all are compressed", "inflated = 5");
        row("none is", "inflated = NULL");
        row("some are not", "inflated = NULL WHERE id % 3 = 0");
        row("negative", "inflated = -1 WHERE id % 4 = 0");
        row("enormous", "inflated = 9223372036854775807");
        row("text", "inflated = 'many'");
        row("no message ends", "bits = bits & ~128");
        row("every frame ends one", "bits = bits | 128");
        row("all continue", "bits = bits & ~15");
        row("none continues", "bits = bits | 1 WHERE kind = 0");
        row("reserved opcodes", "bits = bits | 7 WHERE kind = 0 AND id % 2 = 0");
        row("held", "bits = bits | 1 << 13");
        row("dropped", "bits = bits | 3 << 13 WHERE id % 3 = 0");
        row("directions mixed", "bits = bits | 2048 WHERE id % 2 = 0");
        row("the application's leg", "bits = bits | 4096 WHERE id % 2 = 0");
        row("bits of no meaning", "bits = bits | 1 << 20 WHERE id % 3 = 0");
        row("bits as text", "bits = 'x' WHERE id % 3 = 0");
        row("no payload", "payload = NULL WHERE id % 3 = 0");
        row("a text as payload", "payload = 'text' WHERE kind = 0");
        row("chunks that are not there", "bits = bits | 65536 WHERE id % 3 = 0");
        row("control frames", "kind = 1");
        row("empty", "payload = x''");
    }
    void recordsThatLie_areReadAlikeInBothOrders()
    {
        QFETCH(const QByteArray, change);
        for (const bool noTakeover : {false, true}) {
            CompressedSession session({.agreed = {noTakeover, noTakeover}, .contextEvery = 300});
            for (unsigned i = 0; i < 10; ++i) {
                session.message(i % 2 ? Sent : Received, words(i, 400), 2);
                session.plain(Received, Opcode::Ping, "p");
            }
            session.finished();
            QCOMPARE(sql(session.path(), change), QStringList());
            const auto reader = std::move(*Reader::open(session.path()).value);
            QCOMPARE(described(*reader, session.lastSeq(), true),
                     described(*reader, session.lastSeq(), false));
        }
    }

    void recordedSizeThatDiffers_isSaid()
    {
        CompressedSession session({});
        session.message(Received, "hello");
        session.finished();
        sql(session.path(), "UPDATE record SET inflated = 7 WHERE inflated = 5");
        const auto reader = std::move(*Reader::open(session.path()).value);
        const Content content = ContentReader(*reader, 1).readAll(rowAt(*reader, 4));
        QCOMPARE(content.bytes, "hello");
        QCOMPARE(contentNote(content), QStringLiteral("it inflates to 5 bytes, recorded were 7"));
    }
};

QTEST_GUILESS_MAIN(TestBadContent)
#include "tst_badcontent.moc"
