// SPDX-License-Identifier: MIT
#include "wiretest.h"

#include "wire/framecheck.h"
#include "wire/frameencoder.h"

#include <QTest>

using namespace ajar::wire;

class TestFrameCheck : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aCloseThatIsCutShort_isNoneForThePeer()
    {
        FrameCheck check({});
        const auto payload = wiretest::hex("03e8");
        FrameHeader close = makeHeader(Opcode::Close, 100);
        QCOMPARE(wiretest::findingIds(check.frame(close, payload)), QString());
        close = makeHeader(Opcode::Close, payload.size());
        QCOMPARE(wiretest::findingIds(check.frame(close, payload)), QString());
        QCOMPARE(wiretest::findingIds(check.frame(close, payload)), QStringLiteral("close-twice"));
    }
};

QTEST_APPLESS_MAIN(TestFrameCheck)
#include "tst_framecheck.moc"
