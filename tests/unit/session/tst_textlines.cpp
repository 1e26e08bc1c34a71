// SPDX-License-Identifier: MIT
#include "sessiontest.h"

#include "session/exporter.h"
#include "session/plaintext.h"

#include <QBuffer>
#include <QtTest>

using namespace ajar;
using namespace ajar::session;
using namespace ajar::session::test;

class TestTextLines : public QObject
{
    Q_OBJECT

private slots:
    void sample_isExportedAsAlignedLines()
    {
        const QTemporaryDir folder;
        const auto reader = std::move(*Reader::open(sampleSession(folder.path())).value);
        QBuffer buffer;
        buffer.open(QIODevice::WriteOnly);
        ExportOptions options;
        options.format = ExportFormat::Text;
        QVERIFY(!exportSession(*reader, buffer, options));
        const QString expected = QStringLiteral(
            "# connection 1: proxy wss://[removed]@example.test/?token=[removed]&a=b "
            "2023-11-14T22:13:20.123Z\n"
            "# connection 2: client  1970-01-01T00:00:00.000Z\n"
            "    0.000000   1    event                     handshake-request "
            "raw=\"GET /?token=[removed] HTTP/1.1\"\n"
            "    0.000000   1    state                     connecting → open\n"
            "    1.000000   1  ← text                   5  hello\n"
            "    1.500000   2  ← text                   5  other\n"
            "    1.600000   2    event                     tcp-connecting\n"
            "    2.000000   1  → text                   5  masked held  later\n"
            "    2.500000   1  → text                   5  masked released of=2  later\n"
            "    2.600000   1  ← reserved-11            3  no-fin rsv=5 !opcode-reserved "
            "!length-not-minimal  00 ff 01\n"
            "    2.700000   1  ← binary             2 500  78 78 78 78 78 78 78 78 78 78 78 78 "
            "78 78 78 78 78 78 78 78 78 78 78 78… (2 500 bytes)\n"
            "    3.000000   1  ← close                  5  1001 (going away) \"bye\"\n"
            "    3.100000   1  ← opaque                 4  6c 6f 73 74\n"
            "    4.000000   1    outcome                   ");
        const QString text = QString::fromUtf8(buffer.data());
        QVERIFY2(text.startsWith(expected), buffer.data());
        QCOMPARE(text.count(QLatin1Char('\n')), 14);
    }

    void charactersThatActOnATerminal_areEscaped_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("shown");
        const auto row = [](const char *name, const QByteArray &bytes, const char16_t *shown) {
            QTest::newRow(name) << bytes << QString::fromUtf16(shown);
        };
        row("plain", "abc \xC3\xA4\xF0\x9F\x9A\xAA", u"abc ä🚪");
        row("escape sequence", "\x1B[31mred", u"\\x1b[31mred");
        row("line ends", "a\r\n\tb", u"a\\r\\n\\tb");
        row("backslash", "\\n", u"\\\\n");
        row("NUL and DEL", QByteArray("\0\x7F", 2), u"\\x00\\x7f");
        row("C1 control",
            "\xC2\x9B"
            "2J",
            u"\\u009b2J");
        row("right-to-left override",
            "a\xE2\x80\xAE"
            "b",
            u"a\\u202eb");
        row("isolate", "\xE2\x81\xA6", u"\\u2066");
        row("zero width", "\xE2\x80\x8B", u"\\u200b");
        row("line separator", "\xE2\x80\xA8", u"\\u2028");
        row("tag", "\xF3\xA0\x81\xA1", u"\\U000e0061");
        row("broken", "a\xFF\xC3", u"a\\xff\\xc3");
    }
    void charactersThatActOnATerminal_areEscaped()
    {
        QFETCH(const QByteArray, bytes);
        QFETCH(const QString, shown);
        const std::string_view text(bytes.constData(), static_cast<std::size_t>(bytes.size()));
        QCOMPARE(escaped(text), shown);
        QCOMPARE(quotedBeginning(text, text.size()), QLatin1Char('"') + shown + QLatin1Char('"'));
    }

    void longText_isCutAndItsSizeTold()
    {
        const std::string text(12'904, 'x');
        QCOMPARE(quotedBeginning(text, text.size()), QLatin1Char('"') +
                                                         QString(120, QLatin1Char('x')) +
                                                         QStringLiteral("\"… (12 904 bytes)"));
        QCOMPARE(quotedBeginning("abc", 1'000'000), QStringLiteral("\"abc\"… (1 000 000 bytes)"));
        QCOMPARE(quotedBeginning("say \"a\"", 7), QStringLiteral("\"say \\\"a\\\"\""));
    }

    void numbers_areGroupedByThousands()
    {
        QCOMPARE(grouped(0), QStringLiteral("0"));
        QCOMPARE(grouped(999), QStringLiteral("999"));
        QCOMPARE(grouped(1000), QStringLiteral("1 000"));
        QCOMPARE(grouped(1234567), QStringLiteral("1 234 567"));
    }

    void hostileDetails_areEscapedToo()
    {
        Row row;
        row.kind = Kind::Outcome;
        row.details.insert(QLatin1String("summary"), QStringLiteral("a\x1B[2J\n\u202E"));
        QVERIFY(textLine(1, row).endsWith(QLatin1String("a\\x1b[2J\\n\\u202e")));
        row.kind = Kind::Event;
        row.payload = "{\"event\":\"x\\u001b\",\"k\\u009b\":\"\\u202e\"}";
        QVERIFY(textLine(1, row).endsWith(QLatin1String("x\\x1b k\\u009b=\"\\u202e\"")));
    }
};

QTEST_GUILESS_MAIN(TestTextLines)
#include "tst_textlines.moc"
