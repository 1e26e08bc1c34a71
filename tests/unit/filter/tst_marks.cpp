// SPDX-License-Identifier: MIT
#include "filtertest.h"

#include <QTest>

using namespace ajar;
using namespace ajar::filter;
using namespace ajar::filter::test;
using session::Mark;
using session::MarkColour;

namespace
{

/// Marks on the first, the third and the fifth record.
std::optional<Mark> markOf(quint32, quint64 seq)
{
    if (seq == 1)
        return Mark{.colour = MarkColour::Red, .note = "ask Ähre about it"};
    if (seq == 3)
        return Mark{};
    if (seq == 5)
        return Mark{.colour = MarkColour::Blue, .note = {}};
    return std::nullopt;
}

QList<int> passingWithMarks(const char *expression)
{
    Parse parsed = parse(expression);
    if (parsed.problem)
        qWarning("%s", parsed.problem->text.c_str());
    Matcher matcher(parsed.filter, {}, markOf);
    QList<int> seqs;
    quint64 seq = 0;
    for (session::Row row : conversation()) {
        row.seq = ++seq;
        if (matcher.matches(1, row))
            seqs += static_cast<int>(seq);
    }
    return seqs;
}

} // namespace

class MarkFilters : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fieldsOfMarks_letPassWhatIsMarked_data()
    {
        QTest::addColumn<QByteArray>("expression");
        QTest::addColumn<QList<int>>("passing");
        const auto row = [](const char *expression, const QList<int> &passing) {
            QTest::newRow(expression) << QByteArray(expression) << passing;
        };
        row("marked", {1, 3, 5});
        row("colour:red", {1});
        row("color:RED", {1});
        row("colour:none", {3});
        row("colour in {red, blue}", {1, 5});
        row("marked and colour != red", {3, 5});
        row("note contains \"about\"", {1});
        row("note:ähre", {1});
        row("note ~ /^ask .hre/", {1});
        row("note == \"ask\"", {});
    }
    void fieldsOfMarks_letPassWhatIsMarked()
    {
        QFETCH(QByteArray, expression);
        QFETCH(QList<int>, passing);
        QCOMPARE(passingWithMarks(expression.constData()), passing);
    }

    void withoutMarks_nothingIsMarked()
    {
        QVERIFY(passing(QStringLiteral("marked")).empty());
        QCOMPARE(passing(QStringLiteral("not marked")).size(), conversation().size());
        QVERIFY(passing(QStringLiteral("colour:red")).empty());
    }

    void unknownColour_isNamed_withThoseThereAre()
    {
        const Parse parsed = parse("colour:pink");
        QVERIFY(parsed.problem);
        QVERIFY(std::ranges::find(parsed.problem->expected, "purple") !=
                parsed.problem->expected.end());
    }

    void noteAndMarked_alone_readNoPayload()
    {
        QVERIFY(!parse("marked or note contains \"x\"").filter.readsPayload());
    }

    void wordsNoteAndColour_areStillSearched()
    {
        QCOMPARE(read(QStringLiteral("note")), QStringLiteral("\"note\""));
        QCOMPARE(read(QStringLiteral("colour")), QStringLiteral("\"colour\""));
    }
};

QTEST_GUILESS_MAIN(MarkFilters)
#include "tst_marks.moc"
