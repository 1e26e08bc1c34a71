// SPDX-License-Identifier: MIT
#include "conversation.h"
#include "gatetest.h"

using namespace ajar;
using namespace ajar::gate;
using namespace ajar::gate::test;

namespace
{

constexpr wire::DeflateParameters agreed{};

std::string repeated(std::size_t count)
{
    return std::string(count, 'a');
}

} // namespace

class CompressionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sentMessages_areDeflated();
    void sentMessages_areSentPlainWhenTheUserWants();
    void sentFragments_areOneCompressedMessage();
    void controlFrames_areNeverDeflated();
    void heldMessage_isDeflatedWhenItGoesOut();
    void receivedMessages_areDeliveredInflated();
    void receivedFragments_withAPingBetween();
    void uncompressedMessage_isFine();
    void editedMessage_isEditedInflated();
    void text_isCheckedInflated_withTheOffset();
    void textCutAtTheEnd_isAFault();
    void garbage_fails1007_andTheNextMessagesAreUndecodable();
    void garbage_withoutTakeover_theNextMessageIsFine();
    void garbageInFragments_withoutTakeover_theNextMessageIsFine();
    void messageWithItsTailLeftOn_isDelivered_andNamed();
    void contextTakenOverAgainstTheAgreement_isNamed();
    void windowLargerThanAgreed_isNamedOnce_andTheMessageDelivered();
    void bomb_meetsTheLimit();
    void rsv1OnContinuation_andOnControl_fail();
    void contexts_areRecordedEveryMebibyte();
    void rawFrame_isDeflatedOnRequest();
    void rawFrame_withoutAgreement_isRefused();
};

void CompressionTest::sentMessages_areDeflated()
{
    Conversation gate({}, {}, agreed);
    gate.sendText(repeated(1000));
    gate.sendText(repeated(1000));
    SAYS(gate.heard(), "deflated text " + repeated(1000) + ", deflated text " + repeated(1000));
    SAYS(gate.recorded(), "#1 sent inflated to 1000: text\n#2 sent inflated to 1000: text");
}

void CompressionTest::sentMessages_areSentPlainWhenTheUserWants()
{
    Policy policy;
    policy.compressSent = false;
    Conversation gate(policy, {}, agreed);
    gate.sendText("plain");
    gate.change([](Policy &p) { p.compressSent = true; });
    gate.sendText("small");
    SAYS(gate.heard(), "text plain, deflated text small");
}

void CompressionTest::sentFragments_areOneCompressedMessage()
{
    Conversation gate({}, {}, agreed);
    gate.sendText("hello, ", false);
    // Half of a message keeps to what was begun.
    gate.change([](Policy &p) { p.compressSent = false; });
    gate.logic.sendData(gate.now(), wire::Opcode::Continuation,
                        std::vector<std::uint8_t>{'y', 'o', 'u'}, true);
    gate.sendText("x");
    SAYS(gate.heard(), "deflated text (more) hello, , deflated continuation you, text x");
    SAYS(gate.recorded(), "#1 sent inflated to 7: text (more)\n"
                          "event policy-changed compress-sent off\n"
                          "#2 sent inflated to 3: continuation\n"
                          "#3 sent: text x");
}

void CompressionTest::controlFrames_areNeverDeflated()
{
    Conversation gate({}, {}, agreed);
    Peer peer(gate);
    gate.sendPing("p");
    peer >> ping("q");
    gate.sendClose(1000, "bye");
    SAYS(peer.heard(), "ping p, pong q, close 1000 bye");
}

void CompressionTest::heldMessage_isDeflatedWhenItGoesOut()
{
    Policy policy;
    policy.holdSent = true;
    Conversation gate(policy, {}, agreed);
    gate.sendText("one");
    gate.sendText("two");
    gate.release(2);
    gate.release(1);
    SAYS(gate.heard(), "deflated text two, deflated text one");
}

void CompressionTest::receivedMessages_areDeliveredInflated()
{
    Conversation gate({}, {}, agreed);
    gate.logic.wantMessages(true);
    Peer peer(gate);
    PeerDeflater deflated;
    peer >> deflated(text("hello hello")) >> deflated(text("hello hello"));
    SAYS(gate.delivered(), "text hello hello, text hello hello");
    SAYS(gate.recorded(), "#1 received inflated to 11: text\n#2 received inflated to 11: text");
}

void CompressionTest::receivedFragments_withAPingBetween()
{
    Conversation gate({}, {}, agreed);
    gate.logic.wantMessages(true);
    Peer peer(gate);
    PeerDeflater deflated;
    peer >> deflated(part(text("hel"))) >> ping("p") >> deflated(last("lo"));
    SAYS(gate.delivered(), "text hello");
    SAYS(peer.heard(), "pong p");
}

void CompressionTest::uncompressedMessage_isFine()
{
    Conversation gate({}, {}, agreed);
    gate.logic.wantMessages(true);
    Peer peer(gate);
    PeerDeflater deflated;
    peer >> deflated(text("a")) >> text("b") >> deflated(text("c"));
    SAYS(gate.delivered(), "text a, text b, text c");
}

void CompressionTest::editedMessage_isEditedInflated()
{
    Policy policy;
    policy.holdReceived = true;
    Conversation gate(policy, {}, agreed);
    gate.logic.wantMessages(true);
    Peer peer(gate);
    PeerDeflater deflated;
    peer >> deflated(text("one"));
    SAYS(gate.recorded(), "#1 received held inflated to 3: text");
    gate.edit(1, "two");
    SAYS(gate.delivered(), "text two");
    SAYS(gate.recorded(), "#2 received edited #1: text two");
}

void CompressionTest::text_isCheckedInflated_withTheOffset()
{
    Conversation gate({}, {}, agreed);
    Peer peer(gate);
    PeerDeflater deflated;
    peer >> deflated(text("abc\xFF"));
    SAYS(peer.heard(), "close 1007 text-utf8");
    SAYS(gate.recorded("event finding"),
         "event finding text-utf8 byte 3 of the message is no UTF-8 received 1");
}

void CompressionTest::textCutAtTheEnd_isAFault()
{
    Conversation gate({}, {}, agreed);
    Peer peer(gate);
    PeerDeflater deflated;
    peer >> deflated(text("ab\xC3"));
    SAYS(peer.heard(), "close 1007 text-utf8");
}

void CompressionTest::garbage_fails1007_andTheNextMessagesAreUndecodable()
{
    Policy policy;
    policy.lenient = true;
    Conversation gate(policy, {}, agreed);
    gate.logic.wantMessages(true);
    Peer peer(gate);
    PeerDeflater deflated;
    peer >> rsv(4, text("\x07\xFF\xFF")) >> deflated(text("fine")) >> text("plain");
    SAYS(gate.delivered(), "text plain");
    SAYS(gate.recorded("!deflate-inflates"), "#1 received inflated to 0: text !deflate-inflates\n"
                                             "#2 received inflated to 0: text !deflate-inflates");

    Conversation strict({}, {}, agreed);
    Peer other(strict);
    other >> rsv(4, text("\x07\xFF\xFF"));
    SAYS(other.heard(), "close 1007 deflate-inflates");
}

void CompressionTest::garbage_withoutTakeover_theNextMessageIsFine()
{
    wire::DeflateParameters alone;
    alone.serverNoContextTakeover = true;
    Policy policy;
    policy.lenient = true;
    Conversation gate(policy, {}, alone);
    gate.logic.wantMessages(true);
    Peer peer(gate);
    PeerDeflater deflated(alone);
    peer >> rsv(4, text("\x07\xFF\xFF")) >> deflated(text("fine"));
    SAYS(gate.delivered(), "text fine");
}

void CompressionTest::garbageInFragments_withoutTakeover_theNextMessageIsFine()
{
    wire::DeflateParameters alone;
    alone.serverNoContextTakeover = true;
    Policy policy;
    policy.lenient = true;
    Conversation gate(policy, {}, alone);
    gate.logic.wantMessages(true);
    Peer peer(gate);
    PeerDeflater deflated(alone);
    peer >> rsv(4, part(text("\x07"))) >> more("\xFF") >> last("\xFF") >> deflated(text("fine"));
    SAYS(gate.delivered(), "text fine");
    SAYS(gate.recorded("event finding"),
         "event finding deflate-inflates invalid block type received 1");
}

void CompressionTest::messageWithItsTailLeftOn_isDelivered_andNamed()
{
    Conversation gate({}, {}, agreed);
    gate.logic.wantMessages(true);
    Peer peer(gate);
    using namespace std::string_literals;
    peer >> rsv(4, text("\xF2\x48\xCD\xC9\xC9\x07\x00\x00\x00\xFF\xFF"s)) >>
        rsv(4, text("\xF2\x00\x11\x00\x00"s));
    SAYS(gate.delivered(), "text Hello, text Hello");
    SAYS(gate.recorded("event"), "event finding deflate-inflates the payload ends between two "
                                 "blocks, where 00 00 ff ff can't follow received 1");
}

void CompressionTest::contextTakenOverAgainstTheAgreement_isNamed()
{
    wire::DeflateParameters alone;
    alone.serverNoContextTakeover = true;
    Policy policy;
    policy.lenient = true;
    Conversation gate(policy, {}, alone);
    Peer peer(gate);
    PeerDeflater deflated;
    peer >> deflated(text("hello hello")) >> deflated(text("hello hello"));
    SAYS(gate.recorded("!deflate"),
         "#2 received inflated to 1: text !deflate-inflates !deflate-no-takeover");

    // Nothing was there to be taken over.
    Conversation first(policy, {}, alone);
    Peer other(first);
    PeerDeflater later;
    later(text("hello hello"));
    other >> later(text("hello hello"));
    SAYS(first.recorded("!deflate"), "#1 received inflated to 1: text !deflate-inflates");
}

void CompressionTest::windowLargerThanAgreed_isNamedOnce_andTheMessageDelivered()
{
    wire::DeflateParameters small;
    small.serverMaxWindowBits = 8;
    Conversation gate({}, {}, small);
    gate.logic.wantMessages(true);
    Peer peer(gate);
    PeerDeflater deflated;
    std::string once;
    for (std::uint32_t i = 0, random = 1; i < 300; ++i, random = random * 1664525 + 1013904223)
        once += static_cast<char>('!' + (random >> 16) % 90);
    peer >> deflated(part(text(once))) >> deflated(more(once)) >> deflated(last(once)) >>
        deflated(text("x"));
    SAYS(gate.delivered(), "text " + once + once + once + ", text x");
    SAYS(gate.recorded("!deflate"), "#2 received inflated to " + std::to_string(once.size()) +
                                        ": continuation (more) !deflate-window");
}

void CompressionTest::bomb_meetsTheLimit()
{
    GateLogic::Options options;
    options.limits.inflated = 100'000;
    Conversation gate({}, options, agreed);
    gate.logic.wantMessages(true);
    Peer peer(gate);
    PeerDeflater deflated;
    peer >> deflated(text(repeated(10'000'000)));
    SAYS(peer.heard(), "close 1009 deflate-bomb");
    SAYS(gate.delivered(), "");
    SAYS(gate.recorded("limit-reached"), "event limit-reached inflated-size 100000 1");
}

void CompressionTest::rsv1OnContinuation_andOnControl_fail()
{
    for (const PeerFrame &frame : {rsv(4, last("x")), rsv(4, ping("x"))}) {
        Conversation gate({}, {}, agreed);
        Peer peer(gate);
        PeerDeflater deflated;
        peer >> deflated(part(text("a"))) >> frame;
        SAYS(peer.heard(), "close 1002 deflate-rsv1-place");
    }
}

void CompressionTest::contexts_areRecordedEveryMebibyte()
{
    Conversation gate({}, {}, agreed);
    Peer peer(gate);
    PeerDeflater deflated;
    std::string noise;
    std::uint32_t random = 1;
    for (int i = 0; i < 600'000; ++i) {
        random = random * 1664525 + 1013904223;
        noise += static_cast<char>(random >> 24);
    }
    for (int i = 0; i < 5; ++i)
        peer >> deflated(binary(noise));
    SAYS(gate.recorded("context"), "context received 32768\ncontext received 32768");
}

void CompressionTest::rawFrame_isDeflatedOnRequest()
{
    Conversation gate({}, {}, agreed);
    gate.sendRaw("opcode=text,compress=1,text=\"hello\"");
    gate.sendText("hello");
    SAYS(gate.heard(), "deflated text hello, deflated text hello");
}

void CompressionTest::rawFrame_withoutAgreement_isRefused()
{
    Conversation gate;
    gate.sendRaw("opcode=text,compress=1,text=\"hello\"");
    SAYS(gate.heard(), "");
    SAYS(gate.recorded(), "event send-refused raw text no compression was agreed");
}

QTEST_APPLESS_MAIN(CompressionTest)
#include "tst_compression.moc"
