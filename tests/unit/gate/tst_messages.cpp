// SPDX-License-Identifier: MIT
#include "conversation.h"
#include "gatetest.h"

using namespace ajar;
using namespace ajar::gate;
using namespace ajar::gate::test;

class MessagesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void notWanted_nothingIsDelivered();
    void singleFrames_areDelivered();
    void fragments_areDeliveredAsOneFrame();
    void emptyFragments_makeNoDifference();
    void interleavedControlFrames_areNotDelivered();
    void turnedOnInsideAMessage_beginsWithTheNext();
    void turnedOffInsideAMessage_leavesItOut();
    void turnedOffAndOnInsideAMessage_leavesItOut();
    void interruptedMessage_lenient_isLeftOut();
    void textCutInsideACharacter_isDeliveredWhole();
    void reservedDataOpcode_isNotDelivered();
};

void MessagesTest::notWanted_nothingIsDelivered()
{
    Conversation gate;
    Peer peer(gate);
    peer >> text("a") >> part(text("b")) >> last("c");
    SAYS(gate.delivered(), "");
}

void MessagesTest::singleFrames_areDelivered()
{
    Conversation gate;
    gate.logic.wantMessages(true);
    Peer peer(gate);
    peer >> text("a") >> binary("b") >> text("");
    SAYS(gate.delivered(), "text a, binary b, text");
}

void MessagesTest::fragments_areDeliveredAsOneFrame()
{
    Conversation gate;
    gate.logic.wantMessages(true);
    Peer peer(gate);
    peer >> part(binary("a")) >> more("b") >> last("c") >> text("d");
    SAYS(gate.delivered(), "binary abc, text d");
}

void MessagesTest::emptyFragments_makeNoDifference()
{
    Conversation gate;
    gate.logic.wantMessages(true);
    Peer peer(gate);
    peer >> part(text("")) >> more("") >> last("a") >> part(text("b")) >> last("") >>
        part(text("")) >> last("");
    SAYS(gate.delivered(), "text a, text b, text");
}

void MessagesTest::interleavedControlFrames_areNotDelivered()
{
    Conversation gate;
    gate.logic.wantMessages(true);
    Peer peer(gate);
    peer >> part(text("a")) >> ping("p") >> pong("q") >> last("b") >> closeFrame(1000);
    SAYS(gate.delivered(), "text ab");
}

void MessagesTest::turnedOnInsideAMessage_beginsWithTheNext()
{
    Conversation gate;
    Peer peer(gate);
    peer >> part(text("a"));
    gate.logic.wantMessages(true);
    peer >> more("b") >> last("c") >> text("next");
    SAYS(gate.delivered(), "text next");
}

void MessagesTest::turnedOffInsideAMessage_leavesItOut()
{
    Conversation gate;
    gate.logic.wantMessages(true);
    Peer peer(gate);
    peer >> part(text("a"));
    gate.logic.wantMessages(false);
    peer >> last("b");
    SAYS(gate.delivered(), "");
}

void MessagesTest::turnedOffAndOnInsideAMessage_leavesItOut()
{
    Conversation gate;
    gate.logic.wantMessages(true);
    Peer peer(gate);
    peer >> part(text("a"));
    gate.logic.wantMessages(false);
    peer >> more("b");
    gate.logic.wantMessages(true);
    peer >> last("c") >> text("next");
    SAYS(gate.delivered(), "text next");
}

void MessagesTest::interruptedMessage_lenient_isLeftOut()
{
    Policy policy;
    policy.lenient = true;
    Conversation gate(policy);
    gate.logic.wantMessages(true);
    Peer peer(gate);
    peer >> part(text("a")) >> text("x") >> last("b") >> text("next");
    SAYS(gate.delivered(), "text next");
}

void MessagesTest::textCutInsideACharacter_isDeliveredWhole()
{
    Conversation gate;
    gate.logic.wantMessages(true);
    Peer peer(gate);
    peer >> part(text("\xE2")) >> more("\x82") >> last("\xAC");
    SAYS(gate.delivered(), "text €");
}

void MessagesTest::reservedDataOpcode_isNotDelivered()
{
    Policy policy;
    policy.lenient = true;
    Conversation gate(policy);
    gate.logic.wantMessages(true);
    Peer peer(gate);
    PeerFrame strange = text("x");
    strange.opcode = wire::Opcode(5);
    peer >> part(text("a")) >> strange >> last("b") >> text("next");
    SAYS(gate.delivered(), "text ab, text next");
}

QTEST_APPLESS_MAIN(MessagesTest)
#include "tst_messages.moc"
