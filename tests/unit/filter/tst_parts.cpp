// SPDX-License-Identifier: MIT
#include "filter/parts.h"

#include <QTest>

using namespace ajar::filter;

class TestParts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void partIsFoundHoweverItIsSpelled();
    void onlyWhatMustMatchIsAPart();
    void partIsTakenAwayAndTheRestStays();
    void rangeOfTimeIsReadAndTakenAway();
    void wrongExpressionHasNoParts();
};

void TestParts::partIsFoundHoweverItIsSpelled()
{
    QVERIFY(holdsPart("op:control", "op:control"));
    QVERIFY(holdsPart("dir:in and op == control", "op:control"));
    QVERIFY(holdsPart("dir:in op:control", "op:control"));
    QVERIFY(!holdsPart("", "op:control"));
    QVERIFY(!holdsPart("op:close", "op:control"));
}

void TestParts::onlyWhatMustMatchIsAPart()
{
    QVERIFY(!holdsPart("op:control or dir:in", "op:control"));
    QVERIFY(!holdsPart("not op:control", "op:control"));
    QVERIFY(!holdsPart("dir:in and (op:control or trade)", "op:control"));
    QVERIFY(!rangeOf("t in {1s..2s} or dir:in", Fact::Time));
}

void TestParts::partIsTakenAwayAndTheRestStays()
{
    QCOMPARE(withoutPart("op:control", "op:control"), std::string());
    QCOMPARE(withoutPart("op:control and op:control", "op:control"), std::string());
    QVERIFY(!holdsPart(withoutPart("dir:in op:control trade", "op:control"), "op:control"));
    QVERIFY(holdsPart(withoutPart("dir:in op:control trade", "op:control"), "dir:in"));
    QVERIFY(holdsPart(withoutPart("dir:in op:control trade", "op:control"), "trade"));
    QCOMPARE(withoutPart("dir:in  trade", "op:control"), std::string("dir:in  trade"));
}

void TestParts::rangeOfTimeIsReadAndTakenAway()
{
    const auto range = rangeOf("dir:in and t in {1500ms..2s}", Fact::Time);
    QVERIFY(range);
    QCOMPARE(range->low, 1500000000u);
    QCOMPARE(range->high, 2000000000u);
    QVERIFY(rangeOf("t in {0..5ns}", Fact::Time));
    QVERIFY(!rangeOf("t in {1s..2s, 4s..5s}", Fact::Time));
    QVERIFY(!rangeOf("gap in {1s..2s}", Fact::Time));
    QVERIFY(!rangeOf("t > 1s", Fact::Time));
    QVERIFY(!rangeOf("not t in {1s..2s}", Fact::Time));
    QCOMPARE(withoutRange("t in {1s..2s}", Fact::Time), std::string());
    QVERIFY(holdsPart(withoutRange("dir:in and t in {1s..2s}", Fact::Time), "dir:in"));
}

void TestParts::wrongExpressionHasNoParts()
{
    QVERIFY(!holdsPart("op:control and (", "op:control"));
    QCOMPARE(withoutPart("op:control and (", "op:control"), std::string("op:control and ("));
    QVERIFY(!rangeOf("t in {1s..", Fact::Time));
}

QTEST_APPLESS_MAIN(TestParts)
#include "tst_parts.moc"
