// SPDX-License-Identifier: MIT
#include "exported.h"
#include "sessiontest.h"

#include "session/mermaidtext.h"

using namespace ajar;
using namespace ajar::session;
using namespace ajar::session::test;

namespace
{

QByteArray storyOf(Reader &reader, bool withSecrets = false)
{
    ExportOptions options;
    options.format = ExportFormat::Mermaid;
    options.withSecrets = withSecrets;
    return exported(reader, options);
}

} // namespace

class TestMermaid : public QObject
{
    Q_OBJECT

private slots:
    void sample_isAStory()
    {
        const QTemporaryDir folder;
        const auto reader = std::move(*Reader::open(sampleSession(folder.path())).value);
        QCOMPARE(storyOf(*reader),
                 "sequenceDiagram\n"
                 "    participant us as Ajar\n"
                 "    participant peer as Peer\n"
                 "    Note over us,peer: connection 1, proxy, "
                 "wss#58;//#91;removed#93;#64;example.test/?token=#91;removed#93;#38;a=b\n"
                 "    us->>peer: GET /?token=#91;removed#93; HTTP/1.1, at 0.000 s\n"
                 "    Note over us,peer: open, after 0 µs connecting\n"
                 "    peer->>us: text, 5 bytes, at 1.000 s\n"
                 "    Note over us,peer: not on the wire#58; text, 5 bytes, held, at 2.000 s\n"
                 "    us->>peer: text, 5 bytes, released, at 2.500 s\n"
                 "    peer->>us: reserved-11, 3 bytes, to be continued #33;opcode-reserved "
                 "#33;length-not-minimal, at 2.600 s\n"
                 "    peer->>us: binary, 2 500 bytes, at 2.700 s\n"
                 "    peer->>us: Close 1001 (going away) #34;bye#34;, at 3.000 s\n"
                 "    Note over us,peer: 4 bytes that are no frames, at 3.100 s\n"
                 "    Note over us,peer: connection 2, client, \n"
                 "    peer->>us: text, 5 bytes, at 1.500 s\n");
        QVERIFY(storyOf(*reader, true).contains("user#58;pw#64;example.test/?token=t#38;a=b"));
    }

    void text_canBeNoMarkup_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("safe");
        const auto row = [](const QByteArray &text, const QByteArray &safe) {
            QTest::newRow(text.toHex().left(40).constData()) << text << safe;
        };
        row("plain words, 3/4 (a=b)?", "plain words, 3/4 (a=b)?");
        row("a; b", "a#59; b");
        row("#35;", "#35;35#59;");
        row("a\nend\r\n", "a#92;nend#92;r#92;n");
        row("<br/><img src=x>", "#60;br/#62;#60;img src=x#62;");
        row("%%{init: {}}%%", "#37;#37;#123;init#58; #123;#125;#125;#37;#37;");
        row("$$x$$", "#36;#36;x#36;#36;");
        row("```", "#96;#96;#96;");
        row("wrap:x", "wrap#58;x");
        row("\xE2\x80\xAE", "#92;u202e");
        row("\x1B[2J", "#92;x1b#91;2J");
        row("h\xC3\xA9 \xE2\x98\x83", "h\xC3\xA9 \xE2\x98\x83");
        row(QByteArray(101, 'a'), QByteArray(100, 'a') + "\xE2\x80\xA6");
        row(QByteArray(5000, 'a'), QByteArray(100, 'a') + "\xE2\x80\xA6");
    }
    void text_canBeNoMarkup()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QByteArray, safe);
        QCOMPARE(mermaidText(text), safe);
    }

    void hostileReason_staysInItsLine()
    {
        Recording recording;
        recording.connect("ws://x.test/;\nend");
        Batch batch;
        const QByteArray body = "\x03\xE8;\nNote over us: gone\n<script>";
        batch.frame(frameOf(1, wire::Opcode::Close, static_cast<std::size_t>(body.size()), 1),
                    body);
        recording.record(batch);
        const auto reader = recording.finished();
        const QByteArray story = storyOf(*reader);
        QCOMPARE(story.count('\n'), 5);
        QVERIFY(!story.contains('<') && !story.contains("Note over us: gone"));
    }

    void longStories_areKeptShort()
    {
        Recording recording;
        recording.connect();
        recording.connect();
        Batch batch;
        for (int i = 0; i < 1000; ++i)
            batch.text(static_cast<std::uint64_t>(i) + 1, i, "hello");
        batch.event(2000, closing::Event::FinReceived);
        Batch second(2);
        for (int i = 0; i < 1000; ++i)
            second.event(i, closing::Event::TimerExpired, {{"timer", std::string(5000, ';')}});
        recording.record(batch);
        recording.record(second);
        const auto reader = recording.finished();
        const QByteArray story = storyOf(*reader);
        const QByteArray first = story.left(story.indexOf("connection 2"));
        QCOMPARE(first.count('\n'), 3 + 1 + 3 + 1 + 3 + 1);
        QVERIFY(first.contains("Note over us,peer: 994 frames of 6 958 bytes left out here\n"));
        QVERIFY(story.contains("Note over us,peer: 950 lines left out here\n"));
        QVERIFY(story.size() < 50'000);
    }

    void manyConnections_areLeftOutInTheEnd()
    {
        Recording recording;
        for (std::uint32_t i = 1; i <= 600; ++i) {
            recording.connect();
            Batch batch(i);
            batch.text(1, 1, "hello");
            std::ignore = recording->submit(batch.take());
        }
        const auto reader = recording.finished();
        const QByteArray story = storyOf(*reader);
        QVERIFY(story.size() < 50'000);
        QVERIFY(story.contains("Note over us,peer: connections left out: "));
    }
};

QTEST_GUILESS_MAIN(TestMermaid)
#include "tst_mermaid.moc"
