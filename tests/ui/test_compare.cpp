// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/compare/linediff.h"

#include <QRandomGenerator>
#include <QTest>

using namespace ajar::ui;

namespace
{

QList<QByteArray> lines(const char *text)
{
    const QByteArray bytes(text);
    return bytes.isEmpty() ? QList<QByteArray>() : bytes.split(' ');
}

/// "a b|c -|d" for a, for b opposite c, and for d that has gone.
QString described(const QList<QByteArray> &left, const QList<QByteArray> &right)
{
    QStringList words;
    for (const LinePair &pair : diffLines(left, right)) {
        const QString one =
            pair.left < 0 ? QStringLiteral("-") : QString::fromUtf8(left[pair.left]);
        const QString other =
            pair.right < 0 ? QStringLiteral("-") : QString::fromUtf8(right[pair.right]);
        words += pair.same ? one : one + QLatin1Char('|') + other;
    }
    return words.join(QLatin1Char(' '));
}

} // namespace

class CompareTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void differences_standOppositeEachOther_data()
    {
        QTest::addColumn<QByteArray>("left");
        QTest::addColumn<QByteArray>("right");
        QTest::addColumn<QString>("result");
        const auto row = [](const char *left, const char *right, const char *result) {
            QTest::newRow(result) << QByteArray(left) << QByteArray(right)
                                  << QString::fromLatin1(result);
        };
        row("a b c", "a b c", "a b c");
        row("a b c", "a x c", "a b|x c");
        row("a b c", "a c", "a b|- c");
        row("a c", "a b c", "a -|b c");
        row("a b c d", "b c d e", "a|- b c d -|e");
        row("a b", "x y z", "a|x b|y -|z");
        row("", "a", "-|a");
        row("a", "", "a|-");
        row("", "", "");
    }
    void differences_standOppositeEachOther()
    {
        QFETCH(QByteArray, left);
        QFETCH(QByteArray, right);
        QFETCH(QString, result);
        QCOMPARE(described(lines(left.constData()), lines(right.constData())), result);
    }

    void anyTwoLists_areThereWhole_andSamePairsAreTheSame()
    {
        QRandomGenerator random(7);
        for (int round = 0; round < 300; ++round) {
            const auto some = [&] {
                QList<QByteArray> list;
                for (quint32 i = random.bounded(30); i > 0; --i)
                    list += QByteArray::number(random.bounded(4));
                return list;
            };
            const QList<QByteArray> left = some();
            const QList<QByteArray> right = some();
            qsizetype atLeft = 0;
            qsizetype atRight = 0;
            for (const LinePair &pair : diffLines(left, right)) {
                if (pair.left >= 0)
                    QCOMPARE(pair.left, atLeft++);
                if (pair.right >= 0)
                    QCOMPARE(pair.right, atRight++);
                if (pair.same)
                    QCOMPARE(left[pair.left], right[pair.right]);
            }
            QCOMPARE(atLeft, left.size());
            QCOMPARE(atRight, right.size());
        }
    }

    void listsFarApart_costLittle_andStandSideBySide()
    {
        QList<QByteArray> left;
        QList<QByteArray> right;
        for (int i = 0; i < 100000; ++i) {
            left += QByteArray::number(i);
            right += QByteArray::number(-i - 1);
        }
        const auto pairs = diffLines(left, right);
        QCOMPARE(pairs.size(), std::size_t{100000});
        QVERIFY(!pairs.front().same);
    }
};

QTEST_GUILESS_MAIN(CompareTest)
#include "test_compare.moc"
