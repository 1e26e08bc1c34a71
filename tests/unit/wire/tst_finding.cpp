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
    void everyFinding_namesItsSectionAndSaysWhatIsAsked();
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
                                           "data-after-close close-twice close-reason-length "
                                           "close-code-1010-server close-inside-message "
                                           "mask-predictable pong-payload fragments-empty "
                                           "processing-after-fail deflate-rsv1-place "
                                           "deflate-inflates deflate-no-takeover deflate-window "
                                           "deflate-parameters deflate-bomb close-unanswered "
                                           "close-answer-delay close-answer-code "
                                           "server-closes-tcp client-waits-for-fin tcp-left-open "
                                           "fin-before-close fail-without-close "
                                           "reset-instead-of-fin ping-after-own-close "
                                           "simultaneous-close code-reported reconnect-backoff "
                                           "ping-unanswered request-line request-headers "
                                           "key-length subprotocol-offer data-before-answer "
                                           "response-status response-accept subprotocol-chosen "
                                           "extension-chosen version-answer")
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

void TestFinding::everyFinding_namesItsSectionAndSaysWhatIsAsked()
{
    for (int i = 0; i < findingCount; ++i) {
        const Rule &rule = ruleOf(static_cast<Finding>(i));
        QVERIFY(
            rule.section.starts_with(rule.id.starts_with("deflate-") ? "RFC 7692 " : "RFC 6455 "));
        QVERIFY2(rule.sentence.ends_with('.'), rule.id.data());
        QVERIFY(!rule.title.empty());
        QVERIFY(!name(rule.level).empty());
        QVERIFY(!name(rule.duty).empty());
    }
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
