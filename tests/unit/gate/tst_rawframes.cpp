// SPDX-License-Identifier: MIT
#include "conversation.h"
#include "gatetest.h"

using namespace ajar;
using namespace ajar::gate;
using namespace ajar::gate::test;
using namespace std::chrono_literals;

class RawFramesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void frame_goesOutAsItIsWritten();
    void faults_areFoundAgainstOurselves();
    void close_isOurClose();
    void afterOurClose_isPossible_andAFinding();
    void secondClose_isPossible_andChangesNothing();
    void unlockedCloseCodes_goOut();
    void lyingLength_goesOut_andIsNoClose();
    void fragments_areSplit();
    void ping_isOneOfOurs();
    void holding_doesNotHoldRawFrames();
    void beforeAndAfterTheConnection_isRefused();
    void afterOurFin_isRefused();
    void toAPeerThatDoesNotRead_isRefused();
};

void RawFramesTest::frame_goesOutAsItIsWritten()
{
    Conversation gate;
    gate.sendRaw("opcode=text,text=\"hello\"");
    gate.sendRaw("opcode=binary,fin=0,payload=6162");
    gate.sendRaw("opcode=continuation,payload=63");
    SAYS(gate.heard(), "text hello, binary (more) ab, continuation c");
    SAYS(gate.recorded(), "#1 sent injected: text hello\n"
                          "#2 sent injected: binary (more) ab\n"
                          "#3 sent injected: continuation c");
}

void RawFramesTest::faults_areFoundAgainstOurselves()
{
    Conversation gate;
    gate.sendRaw("opcode=3,rsv=7");
    gate.sendRaw("opcode=text,mask=0,payload=ff");
    SAYS(gate.heard(), "reserved-3 !rsv-not-negotiated !opcode-reserved, "
                       "text \xFF !client-unmasked !text-utf8");
    SAYS(gate.recorded("#"), "#1 sent injected: reserved-3 !rsv-not-negotiated !opcode-reserved\n"
                             "#2 sent injected: text \xFF !client-unmasked !text-utf8");
    SAYS(gate.state(), "open");
}

void RawFramesTest::close_isOurClose()
{
    Conversation gate;
    Peer peer(gate);
    gate.sendRaw("opcode=close,payload=03e9");
    SAYS(gate.state(), "half-closed-local");
    SAYS(gate.timers(), "close started 30s");
    peer >> closeFrame(1001);
    SAYS(gate.state(), "close-exchanged");
}

void RawFramesTest::afterOurClose_isPossible_andAFinding()
{
    Conversation gate;
    gate.sendClose(1000);
    gate.heard();
    gate.recorded();
    gate.sendRaw("opcode=text,text=\"late\"");
    SAYS(gate.heard(), "text late !data-after-close");
    SAYS(gate.recorded(), "#2 sent injected: text late !data-after-close");
}

void RawFramesTest::secondClose_isPossible_andChangesNothing()
{
    Conversation gate;
    gate.sendClose(1000);
    gate.recorded();
    gate.timers();
    gate.after(3s);
    gate.sendRaw("opcode=close,code=1001");
    SAYS(gate.recorded(), "#2 sent injected: close 1001 !close-twice");
    SAYS(gate.timers(), "");
    SAYS(gate.state(), "half-closed-local");
    QCOMPARE(int(*gate.logic.monitor().outcome().sent->code), 1000);
}

void RawFramesTest::unlockedCloseCodes_goOut()
{
    Conversation gate;
    gate.sendRaw("opcode=close,code=1006");
    SAYS(gate.heard(), "close 1006 !close-code-never-sent");
    SAYS(gate.recorded("#"), "#1 sent injected: close 1006 !close-code-never-sent");
}

void RawFramesTest::lyingLength_goesOut_andIsNoClose()
{
    Conversation gate;
    gate.sendRaw("opcode=close,length=10,code=1000");
    SAYS(gate.state(), "open");
    SAYS(gate.heard(), "");
    SAYS(gate.recorded("#"), "#1 sent injected: close 1000");
}

void RawFramesTest::fragments_areSplit()
{
    Conversation gate;
    gate.sendRaw("opcode=text,fragments=3,text=\"abcdef\"");
    SAYS(gate.heard(), "text (more) ab, continuation (more) cd, continuation ef");
}

void RawFramesTest::ping_isOneOfOurs()
{
    Conversation gate;
    Peer peer(gate);
    gate.sendRaw("opcode=ping,text=\"x\"");
    gate.after(5ms);
    gate.told();
    peer >> pong("x");
    SAYS(gate.told(), "pong cancelled, pong x 5ms");
}

void RawFramesTest::holding_doesNotHoldRawFrames()
{
    Policy policy;
    policy.holdSent = true;
    Conversation gate(policy);
    gate.sendRaw("opcode=text,text=\"now\"");
    SAYS(gate.heard(), "text now");
}

void RawFramesTest::beforeAndAfterTheConnection_isRefused()
{
    Conversation gate = Conversation::connecting();
    gate.recorded();
    gate.sendRaw("opcode=text,text=\"x\"");
    SAYS(gate.recorded(), "event send-refused raw text the connection is not open");
    gate.open();
    gate.receive(reset);
    gate.recorded();
    gate.sendRaw("opcode=text,text=\"x\"");
    SAYS(gate.heard(), "");
    SAYS(gate.recorded(), "");
}

void RawFramesTest::afterOurFin_isRefused()
{
    Conversation gate;
    gate.sendFin();
    gate.sendRaw("opcode=text,text=\"x\"");
    SAYS(gate.heard(), "fin");
    SAYS(gate.recorded("refused"), "event send-refused raw text our direction of TCP is closed");
}

void RawFramesTest::toAPeerThatDoesNotRead_isRefused()
{
    GateLogic::Options options;
    options.limits.sendQueue = 100;
    Conversation gate({}, options);
    gate.logic.setQueued(gate.now(), 101);
    gate.sendRaw("opcode=text,text=\"x\"");
    SAYS(gate.heard(), "");
    SAYS(gate.recorded(), "event limit-reached send-queue 101\n"
                          "event send-refused raw text the peer does not read what we have sent");
}

QTEST_APPLESS_MAIN(RawFramesTest)
#include "tst_rawframes.moc"
