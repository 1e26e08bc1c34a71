// SPDX-License-Identifier: MIT
#include "wire/finding.h"
#include "wiretest.h"

#include <QTest>

using namespace ajar::wire;
using namespace wiretest;

class TestFinding : public QObject
{
    Q_OBJECT

private slots:
    void bitAndId_stayAsSessionFilesHaveThem();
    void id_leadsBackToItsFinding();
    void unknownId_isNoFinding();
    void everyFinding_namesItsSection();
    void set_holdsWhatWasAdded();
};

void TestFinding::bitAndId_stayAsSessionFilesHaveThem()
{
    const QStringList ids = QStringLiteral("rsv-not-negotiated opcode-reserved control-fragmented "
                                           "control-length length-not-minimal length-high-bit "
                                           "frame-too-large client-unmasked server-masked "
                                           "continuation-alone message-interrupted text-utf8 "
                                           "message-too-large frame-truncated close-body-length "
                                           "close-reason-utf8 close-code-never-sent "
                                           "close-code-below-1000 close-code-1004 "
                                           "close-code-unassigned close-code-5000 "
                                           "data-after-close close-twice")
                                .split(u' ');
    QCOMPARE(findingCount, int(ids.size()));
    for (int i = 0; i < findingCount; ++i)
        QCOMPARE(findingIds(FindingSet(std::uint64_t{1} << i)), ids[i]);
}

void TestFinding::id_leadsBackToItsFinding()
{
    for (int i = 0; i < findingCount; ++i) {
        const auto finding = static_cast<Finding>(i);
        QVERIFY(findingFromId(findingId(finding)) == finding);
    }
}

void TestFinding::unknownId_isNoFinding()
{
    for (const char *id : {"", "text", "TEXT-UTF8", "text-utf8 "})
        QVERIFY(!findingFromId(id));
}

void TestFinding::everyFinding_namesItsSection()
{
    for (int i = 0; i < findingCount; ++i)
        QVERIFY(findingSection(static_cast<Finding>(i)).starts_with("RFC 6455 "));
    QCOMPARE(latin(findingSection(Finding::ClientUnmasked)), QStringLiteral("RFC 6455 5.1"));
    QCOMPARE(latin(findingSection(Finding::CloseCodeNeverSent)), QStringLiteral("RFC 6455 7.4.1"));
}

void TestFinding::set_holdsWhatWasAdded()
{
    FindingSet set;
    QVERIFY(set.empty());
    set.add(Finding::CloseTwice);
    FindingSet other;
    other.add(Finding::RsvNotNegotiated);
    set.add(other);
    QVERIFY(set.has(Finding::CloseTwice));
    QVERIFY(set.has(Finding::RsvNotNegotiated));
    QVERIFY(!set.has(Finding::TextUtf8));
    QVERIFY(FindingSet(set.bits()) == set);
}

QTEST_APPLESS_MAIN(TestFinding)
#include "tst_finding.moc"
