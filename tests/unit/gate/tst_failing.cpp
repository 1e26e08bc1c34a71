// SPDX-License-Identifier: MIT
#include "conversation.h"
#include "gatetest.h"

using namespace ajar;
using namespace ajar::gate;
using namespace ajar::gate::test;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(ajar::gate::test::PeerFrame)

namespace
{

PeerFrame odd(int opcode, std::string payload)
{
    PeerFrame frame = text(std::move(payload));
    frame.opcode = wire::Opcode(opcode);
    return frame;
}

} // namespace

class FailingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void faultyFrame_failsTheConnection_data();
    void faultyFrame_failsTheConnection();
    void faultyFrame_lenient_goesOn_data();
    void faultyFrame_lenient_goesOn();
    void afterFailing_nothingIsAnswered();
    void afterFailing_theirCloseEndsTheHandshake();
    void afterFailing_theyNeverClose_closeTimeoutResets();
    void faultWhileOurCloseIsOut_isRecordedOnly();
    void faultAfterTheirClose_sendsNoFurtherClose();
    void faultAfterOurFin_sendsNothing();
    void lengthNotMinimal_isAFindingOnly();
    void frameTooLarge_1009_andTheRestIsOpaque();
    void lengthWithTheTopBit_1002_andTheRestIsOpaque();
    void framingLost_lenient_sendsNothingAndRecordsOpaqueBytes();
    void messageTooLarge_1009();
    void unmaskedClient_failsInTheServerRole();
    void invalidTextIsNotDelivered();
};

void FailingTest::faultyFrame_failsTheConnection_data()
{
    QTest::addColumn<PeerFrame>("frame");
    QTest::addColumn<QString>("heard");
    const auto row = [](const char *finding, const char *code, const PeerFrame &frame) {
        QTest::newRow(finding) << frame
                               << QStringLiteral("close %1 %2")
                                      .arg(QString::fromUtf8(code), QString::fromUtf8(finding));
    };
    row("rsv-not-negotiated", "1002", rsv(4, text("a")));
    row("opcode-reserved", "1002", odd(3, "a"));
    row("opcode-reserved,control-fragmented", "1002", part(odd(11, "a")));
    row("control-fragmented", "1002", part(ping("a")));
    row("control-length", "1002", ping(std::string(126, 'a')));
    row("server-masked", "1002", masked(true, text("a")));
    row("continuation-alone", "1002", last("a"));
    row("text-utf8", "1007", text("\xC3\x28"));
}

void FailingTest::faultyFrame_failsTheConnection()
{
    QFETCH(PeerFrame, frame);
    QFETCH(QString, heard);
    Conversation gate;
    Peer peer(gate);
    peer >> frame;
    QCOMPARE(QString::fromStdString(peer.heard()), heard);
    SAYS(gate.state(), "half-closed-local");
    const QString findings = heard.section(u' ', 2);
    SAYS(gate.recorded("protocol-failed"),
         qPrintable(QStringLiteral("event protocol-failed %1").arg(heard.mid(6))));
    QVERIFY(!findings.isEmpty());
}

void FailingTest::faultyFrame_lenient_goesOn_data()
{
    faultyFrame_failsTheConnection_data();
}

void FailingTest::faultyFrame_lenient_goesOn()
{
    QFETCH(PeerFrame, frame);
    Policy policy;
    policy.lenient = true;
    policy.replyPing.mode = Reply::Mode::Never;
    Conversation gate(policy);
    gate.logic.wantMessages(true);
    Peer peer(gate);
    peer >> frame >> text("next");
    SAYS(peer.heard(), "");
    SAYS(gate.state(), "open");
    SAYS(gate.delivered(), "text next");
    SAYS(gate.recorded("protocol-failed"), "");
}

void FailingTest::afterFailing_nothingIsAnswered()
{
    Conversation gate;
    gate.logic.wantMessages(true);
    Peer peer(gate);
    peer >> text("\xFF");
    SAYS(peer.heard(), "close 1007 text-utf8");
    gate.told();
    gate.recorded();
    peer >> ping("p") >> text("later") >> text("\xFF");
    SAYS(peer.heard(), "");
    SAYS(gate.delivered(), "");
    SAYS(gate.told(), "");
    SAYS(gate.recorded(),
         "#3 received: ping p\n#4 received: text later\n#5 received: text \xFF !text-utf8\n"
         "event finding text-utf8 byte 0 of the message is no UTF-8 received 5");
}

void FailingTest::afterFailing_theirCloseEndsTheHandshake()
{
    Conversation gate;
    Peer peer(gate);
    peer >> last("a") >> closeFrame(1002) >> fin;
    SAYS(peer.heard(), "close 1002 continuation-alone, fin");
    SAYS(gate.state(), "closed, fin sent, fin received");
}

void FailingTest::afterFailing_theyNeverClose_closeTimeoutResets()
{
    Conversation gate;
    Peer peer(gate);
    peer >> last("a");
    gate.after(30s);
    SAYS(peer.heard(), "close 1002 continuation-alone, reset");
}

void FailingTest::faultWhileOurCloseIsOut_isRecordedOnly()
{
    Conversation gate;
    Peer peer(gate);
    gate.sendClose(1000);
    gate.recorded();
    peer >> last("a");
    SAYS(peer.heard(), "close 1000");
    SAYS(gate.recorded(), "#2 received: continuation a !continuation-alone");
}

void FailingTest::faultAfterTheirClose_sendsNoFurtherClose()
{
    Policy policy;
    policy.replyClose.mode = Reply::Mode::Hold;
    Conversation gate(policy);
    Peer peer(gate);
    peer >> closeFrame(1001) >> text("\xFF");
    SAYS(peer.heard(), "");
    gate.release(2);
    SAYS(peer.heard(), "close 1001");
}

void FailingTest::faultAfterOurFin_sendsNothing()
{
    Conversation gate;
    Peer peer(gate);
    gate.sendFin();
    peer >> text("\xFF") >> text("next");
    SAYS(peer.heard(), "fin");
    SAYS(gate.recorded("#"), "#1 received: text \xFF !text-utf8\n#2 received: text next");
}

void FailingTest::lengthNotMinimal_isAFindingOnly()
{
    Conversation gate;
    gate.logic.wantMessages(true);
    gate.receive({0x81, 126, 0, 2, 'h', 'i'});
    SAYS(gate.heard(), "");
    SAYS(gate.state(), "open");
    SAYS(gate.recorded(), "#1 received: text hi !length-not-minimal");
    SAYS(gate.delivered(), "text hi");
}

void FailingTest::frameTooLarge_1009_andTheRestIsOpaque()
{
    GateLogic::Options options;
    options.limits.frame = 1000;
    Conversation gate({}, options);
    Peer peer(gate);
    gate.receive({0x82, 126, 0x10, 0x00, 'a', 'b', 'c'});
    SAYS(peer.heard(), "close 1009 frame-too-large");
    gate.receive({'d', 'e'});
    SAYS(gate.recorded("#"), "#1 received: binary !frame-too-large\n"
                             "#2 sent: close 1009 frame-too-large");
    SAYS(gate.state(), "half-closed-local");
    peer >> fin;
    SAYS(gate.state(), "aborted, fin sent, fin received");
}

void FailingTest::lengthWithTheTopBit_1002_andTheRestIsOpaque()
{
    Conversation gate;
    gate.receive({0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 0, 'a', 'b', 'c'});
    gate.receive({'d'});
    SAYS(gate.heard(), "close 1002 length-high-bit");
    SAYS(gate.recorded("opaque"), "opaque 3\nopaque 1");
}

void FailingTest::framingLost_lenient_sendsNothingAndRecordsOpaqueBytes()
{
    Policy policy;
    policy.lenient = true;
    Conversation gate(policy);
    gate.receive({0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 0, 'a', 'b', 'c'});
    SAYS(gate.heard(), "");
    SAYS(gate.recorded(), "#1 received: binary !length-high-bit\n"
                          "event framing-lost length-high-bit\n"
                          "opaque 3");
    gate.sendClose(1000);
    SAYS(gate.heard(), "close 1000");
}

void FailingTest::messageTooLarge_1009()
{
    GateLogic::Options options;
    options.limits.message = 10;
    Conversation gate({}, options);
    gate.logic.wantMessages(true);
    Peer peer(gate);
    peer >> part(binary("123456")) >> more("789");
    SAYS(peer.heard(), "");
    peer >> last("ab");
    SAYS(peer.heard(), "close 1009 message-too-large");
    SAYS(gate.delivered(), "");
}

void FailingTest::unmaskedClient_failsInTheServerRole()
{
    GateLogic::Options options;
    options.role = wire::Role::Server;
    Conversation gate({}, options);
    Peer peer(gate, wire::Role::Client);
    peer >> text("fine");
    SAYS(peer.heard(), "");
    peer >> masked(false, text("bare"));
    SAYS(peer.heard(), "close 1002 client-unmasked");
}

void FailingTest::invalidTextIsNotDelivered()
{
    Policy policy;
    policy.lenient = true;
    Conversation gate(policy);
    gate.logic.wantMessages(true);
    Peer peer(gate);
    peer >> text("\xFF") >> part(text("\xC3")) >> last("(") >> part(text("\xC3")) >> last("\xA9");
    SAYS(gate.delivered(), "text é");
}

QTEST_APPLESS_MAIN(FailingTest)
#include "tst_failing.moc"
