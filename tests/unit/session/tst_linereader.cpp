// SPDX-License-Identifier: MIT
#include "session/linereader.h"

#include <QBuffer>
#include <QtTest>

using namespace ajar::session;
using Got = LineReader::Got;

namespace
{

/// Gives its bytes in small pieces, then the end or a fault.
class Drips : public QIODevice
{
public:
    Drips(QByteArray bytes, qsizetype piece, bool fails)
        : m_bytes(std::move(bytes))
        , m_piece(piece)
        , m_fails(fails)
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }
    bool isSequential() const override { return true; }

protected:
    qint64 readData(char *data, qint64 size) override
    {
        const qint64 count = std::min({qint64{m_piece}, size, qint64{m_bytes.size()}});
        if (count == 0 && m_fails) {
            setErrorString(QStringLiteral("the cable is loose"));
            return -1;
        }
        std::copy_n(m_bytes.constData(), count, data);
        m_bytes.remove(0, count);
        return count;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QByteArray m_bytes;
    qsizetype m_piece;
    bool m_fails;
};

/// All lines; one that is too long as "*".
QList<QByteArray> linesOf(LineReader &reader, Got &end)
{
    QList<QByteArray> lines;
    for (;;) {
        end = reader.next();
        if (end != Got::Line && end != Got::TooLong)
            return lines;
        const std::string_view line = reader.line();
        lines += end == Got::TooLong ? QByteArray("*")
                                     : QByteArray(line.data(), static_cast<qsizetype>(line.size()));
    }
}

} // namespace

class TestLineReader : public QObject
{
    Q_OBJECT

private slots:
    void lines_areTheSameInPiecesOfAnySize_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QList<QByteArray>>("expected");
        const auto row = [](const char *name, const QByteArray &text, QList<QByteArray> expected) {
            QTest::newRow(name) << text << std::move(expected);
        };
        row("nothing", "", {});
        row("one line", "abc\n", {"abc"});
        row("no line end at the end", "abc\nde", {"abc", "de"});
        row("empty lines", "\n\nabc\n\n", {"", "", "abc", ""});
        row("CR stays", "abc\r\n", {"abc\r"});
        row("as long as may be", "12345678\n12345678", {"12345678", "12345678"});
        row("too long", "123456789\nabc\n", {"*", "abc"});
        row("too long at the end", "abc\n123456789", {"abc", "*"});
        row("far too long", QByteArray(100, 'x') + "\nabc\n", {"*", "abc"});
        row("NUL", QByteArray("a\0b\n", 4), {QByteArray("a\0b", 3)});
    }
    void lines_areTheSameInPiecesOfAnySize()
    {
        QFETCH(const QByteArray, text);
        QFETCH(const QList<QByteArray>, expected);
        for (const int piece : {1, 2, 3, 7, 1000}) {
            Drips drips(text, piece, false);
            LineReader reader(drips, 8, nullptr);
            Got end = Got::Line;
            QCOMPARE(linesOf(reader, end), expected);
            QCOMPARE(end, Got::End);
            QCOMPARE(reader.number(), static_cast<quint64>(expected.size()));
            QCOMPARE(reader.bytesRead(), static_cast<quint64>(text.size()));
            QCOMPARE(reader.next(), Got::End);
        }
    }

    void lineWithoutItsEnd_isKnown()
    {
        Drips drips("abc\nde", 100, false);
        LineReader reader(drips, 8, nullptr);
        QCOMPARE(reader.next(), Got::Line);
        QVERIFY(reader.endsWithLineEnd());
        QCOMPARE(reader.next(), Got::Line);
        QVERIFY(!reader.endsWithLineEnd());
    }

    void beginning_canBeSeenAndLeftOut()
    {
        Drips drips("\xEF\xBB\xBF"
                    "abc\n",
                    100, false);
        LineReader reader(drips, 8, nullptr);
        QVERIFY(reader.peek().starts_with("\xEF\xBB\xBF"
                                          "abc"));
        QVERIFY(reader.peek().starts_with("\xEF\xBB\xBF")); // nothing is taken
        reader.skip(3);
        QCOMPARE(reader.next(), Got::Line);
        QCOMPARE(reader.line(), std::string_view("abc"));
    }

    void fault_isToldBehindTheLinesBeforeIt()
    {
        Drips drips("abc\nde", 3, true);
        LineReader reader(drips, 8, nullptr);
        QCOMPARE(reader.next(), Got::Line);
        QCOMPARE(reader.next(), Got::Failed);
        QVERIFY(reader.hasStopped());
        QCOMPARE(reader.problem(), QStringLiteral("the cable is loose"));
    }

    void cancelledReading_stopsAtTheNextBlock()
    {
        std::atomic_bool cancelled = false;
        Drips drips("abc\nde\n", 4, false);
        LineReader reader(drips, 8, &cancelled);
        QCOMPARE(reader.next(), Got::Line);
        QVERIFY(!reader.hasStopped());
        cancelled = true;
        QCOMPARE(reader.next(), Got::Cancelled);
        QVERIFY(reader.hasStopped());
    }

    void hugeLine_isLeftOut()
    {
        QBuffer buffer;
        buffer.setData(QByteArray(64 << 20, 'x') + "\nabc\n");
        buffer.open(QIODevice::ReadOnly);
        LineReader reader(buffer, 1000, nullptr);
        QCOMPARE(reader.next(), Got::TooLong);
        QCOMPARE(reader.next(), Got::Line);
        QCOMPARE(reader.line(), std::string_view("abc"));
        QCOMPARE(reader.number(), 2u);
    }
};

QTEST_GUILESS_MAIN(TestLineReader)
#include "tst_linereader.moc"
