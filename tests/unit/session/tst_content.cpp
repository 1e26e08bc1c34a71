// SPDX-License-Identifier: MIT
#include "compressedsession.h"

#include "session/contentreader.h"
#include "session/messagecontent.h"

#include <QtTest>

#include <algorithm>
#include <random>

using namespace ajar;
using namespace ajar::closing;
using namespace ajar::session;
using namespace ajar::session::test;
using wire::Opcode;

namespace
{

constexpr auto Sent = Direction::Sent;
constexpr auto Received = Direction::Received;

/// What a reader gives for a whole frame.
QByteArray contentOf(ContentReader &contents, Reader &reader, quint64 seq)
{
    const Content content = contents.readAll(rowAt(reader, seq));
    return content.fault == ContentFault::None ? content.bytes
                                               : "fault: " + contentNote(content).toUtf8();
}

/// Both directions, fragments, and all that may stand between them.
void converse(CompressedSession &session, unsigned seed, int messages)
{
    std::mt19937 random(seed);
    for (int i = 0; i < messages; ++i) {
        const Direction direction = random() % 2 ? Sent : Received;
        const Direction other = direction == Sent ? Received : Sent;
        const QByteArray content =
            words(seed + static_cast<unsigned>(i), static_cast<int>(random() % 3000));
        switch (random() % 6) {
        case 0:
            session.plain(direction, Opcode::Text, content);
            break;
        case 1:
            session.frame(direction, Opcode::Text, false,
                          session.deflated(direction, content, false));
            session.plain(direction, Opcode::Ping, "between");
            session.message(other, content, 2, Opcode::Binary);
            session.frame(direction, Opcode::Continuation, false, {});
            session.frame(direction, Opcode::Continuation, true,
                          session.deflated(direction, "the rest"));
            break;
        default:
            session.message(direction, content, 1 + static_cast<int>(random() % 3));
        }
    }
}

std::vector<quint64> seqsOf(const CompressedSession &session)
{
    std::vector<quint64> seqs;
    for (const auto &[seq, content] : session.contents())
        seqs.push_back(seq);
    return seqs;
}

wire::DeflateParameters parameters(int bits, bool noServer, bool noClient)
{
    return {noServer, noClient, static_cast<std::uint8_t>(bits), static_cast<std::uint8_t>(bits)};
}

} // namespace

class TestContent : public QObject
{
    Q_OBJECT

private slots:
    void everyFrame_isReadInItsOrderAndAtRandom_data()
    {
        QTest::addColumn<int>("bits");
        QTest::addColumn<bool>("noServer");
        QTest::addColumn<bool>("noClient");
        QTest::addColumn<int>("contextEvery");
        QTest::addColumn<QByteArray>("kind");
        for (const int bits : {8, 9, 12, 15}) {
            for (int takeover = 0; takeover < 4; ++takeover) {
                for (const int every : {0, 4000}) {
                    for (const char *kind : {"client", "server"})
                        QTest::addRow("%d bits, takeover %d, contexts %d, %s", bits, takeover,
                                      every, kind)
                            << bits << (takeover % 2 > 0) << (takeover / 2 > 0) << every
                            << QByteArray(kind);
                }
            }
        }
    }
    void everyFrame_isReadInItsOrderAndAtRandom()
    {
        QFETCH(const int, bits);
        QFETCH(const bool, noServer);
        QFETCH(const bool, noClient);
        QFETCH(const int, contextEvery);
        QFETCH(const QByteArray, kind);
        CompressedSession session({.agreed = parameters(bits, noServer, noClient),
                                   .kind = kind.toStdString(),
                                   .contextEvery = static_cast<std::size_t>(contextEvery)});
        converse(session, 7, 60);
        const auto reader = session.finished();
        std::vector<quint64> seqs = seqsOf(session);
        ContentReader inOrder(*reader, 1);
        for (const quint64 seq : seqs)
            QCOMPARE(contentOf(inOrder, *reader, seq), session.contents().at(seq));
        std::shuffle(seqs.begin(), seqs.end(), std::mt19937(1));
        for (const quint64 seq : seqs) {
            QCOMPARE(contentOf(inOrder, *reader, seq), session.contents().at(seq));
            ContentReader fresh(*reader, 1);
            QCOMPARE(contentOf(fresh, *reader, seq), session.contents().at(seq));
        }
        QVERIFY(!reader->error());
    }

    void framesInTheirOrder_areInflatedOnce()
    {
        CompressedSession session({});
        converse(session, 3, 300);
        const auto reader = session.finished();
        ContentReader contents(*reader, 1);
        for (const quint64 seq : seqsOf(session)) {
            // Nothing but the frame's own row may lie before its content.
            const Content content = contents.read(rowAt(*reader, seq), 0, 1 << 20, {.detour = 64});
            QCOMPARE(content.fault, ContentFault::None);
            QCOMPARE(content.bytes, session.contents().at(seq));
        }
    }

    void longFrame_isReadInParts()
    {
        const QByteArray content = words(5, 3'000'000);
        CompressedSession session({.chunkBytes = 100'000});
        session.message(Received, "before");
        session.message(Received, content);
        session.message(Received, "behind");
        const auto reader = session.finished();
        const Row row = rowAt(*reader, 5);
        QCOMPARE(row.inflated, std::optional<quint64>(3'000'000));
        ContentReader contents(*reader, 1);
        for (qsizetype at = 0; at < content.size(); at += 48'000) {
            const Content part =
                contents.read(row, static_cast<quint64>(at), 48'000, {.detour = 5'000});
            QCOMPARE(part.bytes, content.mid(at, 48'000));
            QCOMPARE(part.size, 3'000'000u);
        }
        for (const quint64 at : {2'999'990ull, 0ull, 1'500'000ull, 1'499'999ull, 3'000'000ull})
            QCOMPARE(contents.read(row, at, 20).bytes, content.mid(static_cast<qsizetype>(at), 20));
        QCOMPARE(contentOf(contents, *reader, 6), "behind");
        QCOMPARE(contentOf(contents, *reader, 4), "before");
    }

    void whatIsHeld_isReadAsItStoodOrWillStandOnTheWire()
    {
        CompressedSession session({});
        session.message(Received, "first");
        session.dispose(Disposition::Held);
        session.message(Received, "came and is held");
        session.plain(Received, Opcode::Text, "came and was edited", Disposition::Edited, 2);
        session.plain(Sent, Opcode::Text, "waits", Disposition::Held);
        session.dispose(Disposition::Released, 4);
        session.message(Sent, "waits");
        session.plain(Sent, Opcode::Text, "is dropped", Disposition::Held);
        session.plain(Sent, Opcode::Text, "is dropped", Disposition::Dropped, 6);
        session.dispose(Disposition::Injected);
        session.message(Sent, "waits again");
        session.dispose(Disposition::Passed);
        session.message(Received, "came and is held no more");
        const auto reader = session.finished();
        ContentReader contents(*reader, 1);
        for (const auto &[seq, content] : session.contents())
            QCOMPARE(contentOf(contents, *reader, seq), content);
        QVERIFY(contents.readAll(rowAt(*reader, 5)).compressed);
        QVERIFY(!contents.readAll(rowAt(*reader, 6)).compressed);
        QVERIFY(!contents.readAll(rowAt(*reader, 7)).compressed);
        QVERIFY(contents.readAll(rowAt(*reader, 8)).compressed);
    }

    void contextsOfTheGate_makeFarFramesNear()
    {
        CompressedSession session({.level = 0}); // stored, so that a MiB is soon there
        for (unsigned i = 0; i < 40; ++i)
            session.message(Received, words(i, 100'000));
        const auto reader = session.finished();
        QCOMPARE(sql(session.path(), "SELECT count(*) FROM context").value(0), QStringLiteral("3"));
        for (const auto &[seq, content] : session.contents()) {
            ContentReader fresh(*reader, 1);
            // A context's interval, in both forms, and the message at which it became due.
            const Content read =
                fresh.read(rowAt(*reader, seq), 0, 200'000, {.detour = 2 * ((1 << 20) + 100'000)});
            QCOMPARE(read.fault, ContentFault::None);
            QCOMPARE(read.bytes, content);
        }
    }

    void framesFarFromAContext_areNotReachedBeyondTheDetour()
    {
        CompressedSession session({});
        for (unsigned i = 0; i < 50; ++i)
            session.message(Received, words(i, 10'000));
        const auto reader = session.finished();
        ContentReader contents(*reader, 1);
        const Row last = rowAt(*reader, session.lastSeq());
        const Content content = contents.read(last, 0, 100, {.detour = 100'000});
        QCOMPARE(content.fault, ContentFault::TooFar);
        QCOMPARE(contentNote(content),
                 QStringLiteral("over 100 000 bytes before it would have to be inflated first"));
        QCOMPARE(contentOf(contents, *reader, session.lastSeq()),
                 session.contents().at(session.lastSeq()));
    }

    void windowsMetOnTheWay_areKeptWithinABound()
    {
        // 300 MiB of work, kept windows a MiB apart at first, and none in the file.
        CompressedSession session({});
        const QByteArray content(1 << 20, 'x');
        for (int i = 0; i < 300; ++i)
            session.message(Received, content);
        const auto reader = session.finished();
        ContentReader contents(*reader, 1);
        QCOMPARE(contentOf(contents, *reader, session.lastSeq()), content);
        for (quint64 seq = session.lastSeq(); seq >= 204; seq -= 100) {
            const Content read = contents.read(rowAt(*reader, seq), 0, 10, {.detour = 10 << 20});
            QCOMPARE(read.fault, ContentFault::None);
            QCOMPARE(read.bytes, "xxxxxxxxxx");
        }
    }

    void whatIsStopped_goesOnWhereItWas()
    {
        CompressedSession session({.agreed = parameters(15, true, false)});
        for (unsigned i = 0; i < 300; ++i) {
            session.message(Received, words(i, 5'000), 30);
            session.message(Sent, words(i, 5'000));
        }
        const auto reader = session.finished();
        const std::atomic_bool cancelled = true;
        for (const quint64 seq : {session.lastSeq(), session.lastSeq() - 2}) {
            const Row row = rowAt(*reader, seq);
            ContentReader contents(*reader, 1);
            const Effort little{.deadline = std::chrono::steady_clock::time_point::min()};
            Content content = contents.read(row, 0, 5'000, little);
            int calls = 1;
            for (; content.fault == ContentFault::Unfinished && calls < 100'000; ++calls)
                content = contents.read(row, 0, 5'000, little);
            QCOMPARE(content.bytes, session.contents().at(seq));
            QVERIFY(calls > 1);
            content = ContentReader(*reader, 1).read(row, 0, 10, {.cancelled = &cancelled});
            QCOMPARE(content.fault, ContentFault::Unfinished);
            QCOMPARE(content.bytes, QByteArray());
        }
    }

    void message_isOnePieceOverItsFragments()
    {
        const QByteArray content = words(11, 100'000);
        CompressedSession session({});
        session.message(Received, "before");
        session.message(Received, content, 7);
        session.plain(Received, Opcode::Ping, {});
        session.message(Sent, "other direction");
        const auto reader = session.finished();
        ContentReader contents(*reader, 1);
        const Row head = rowAt(*reader, 5);
        MessageContent message(*reader, contents, 1, head, 11, MessageContent::Form::Inflated);
        for (qsizetype at = 0; at < content.size(); at += 9'999) {
            const Content part = message.read(static_cast<quint64>(at), 9'999);
            QCOMPARE(part.bytes, content.mid(at, 9'999));
            QCOMPARE(part.size, 100'000u);
            QVERIFY(part.compressed);
        }
        QCOMPARE(message.read(5, 10).bytes, content.mid(5, 10));
        QByteArray wireBytes;
        for (quint64 seq = 5; seq <= 11; ++seq)
            wireBytes += reader->payload(1, seq, 0, 1 << 20);
        MessageContent onTheWire(*reader, contents, 1, head, 11, MessageContent::Form::OnTheWire);
        QCOMPARE(onTheWire.read(0, 1 << 20).bytes, wireBytes);
    }

    void messageWithoutCompression_isOnePieceToo()
    {
        Recording recording;
        recording.connect();
        Batch batch;
        auto part = frameOf(1, Opcode::Text, 3);
        part.header.fin = false;
        batch.frame(part, "one").frame(frameOf(2, Opcode::Ping, 1), "p");
        part = frameOf(3, Opcode::Continuation, 3);
        batch.frame(part, "two");
        recording.record(batch);
        const auto reader = recording.finished();
        ContentReader contents(*reader, 1);
        MessageContent message(*reader, contents, 1, rowAt(*reader, 1), 3,
                               MessageContent::Form::Inflated);
        QCOMPARE(message.read(0, 100).bytes, "onetwo");
        QCOMPARE(message.read(2, 2).bytes, "et");
    }
};

QTEST_GUILESS_MAIN(TestContent)
#include "tst_content.moc"
