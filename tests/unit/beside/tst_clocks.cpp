// SPDX-License-Identifier: MIT
#include "beside/clocks.h"

#include <QtTest>

using namespace ajar::beside;

class TestClocks : public QObject
{
    Q_OBJECT

private slots:
    void nothingSeenTwice_tellsNothing() { QVERIFY(!compareClocks({}, {})); }

    void theOffset_liesBetweenTheFastestOfBothWays()
    {
        // B is 1000 ahead; the way takes 40 and more there, 60 and more back.
        const auto clocks = compareClocks({1070, 1040, 1300}, {900, 940, 700});
        QVERIFY(clocks && clocks->bothWays && clocks->steady && clocks->aIsAtClient);
        QCOMPARE(clocks->offset, 990);
        QCOMPARE(clocks->uncertainty, 50);
    }

    void theEnds_areToldByTheSign()
    {
        const auto clocks = compareClocks({-1040}, {-960});
        QVERIFY(clocks && !clocks->aIsAtClient);
        QCOMPARE(clocks->offset, -1000);
        QCOMPARE(clocks->uncertainty, 40);
    }

    void oneWay_leavesTheTimeOnTheWayUnknown()
    {
        const auto clocks = compareClocks({}, {7, 5, 9});
        QVERIFY(clocks && !clocks->bothWays);
        QCOMPARE(clocks->offset, 5);
    }

    void clocksThatDrift_areCalledUnsteady()
    {
        const auto clocks = compareClocks({100, 200, 300}, {90, 150, 280});
        QVERIFY(clocks && !clocks->steady && clocks->aIsAtClient);
        QCOMPARE(clocks->offset, 175);
    }
};

QTEST_APPLESS_MAIN(TestClocks)
#include "tst_clocks.moc"
