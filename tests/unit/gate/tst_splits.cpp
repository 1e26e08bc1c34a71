// SPDX-License-Identifier: MIT
#include "conversation.h"
#include "gatetest.h"

using namespace ajar;
using namespace ajar::gate;
using namespace ajar::gate::test;

namespace
{

std::vector<std::uint8_t> stream(const std::vector<PeerFrame> &frames)
{
    std::vector<std::uint8_t> bytes;
    for (const PeerFrame &frame : frames) {
        const auto encoded = encode(frame, wire::Role::Server);
        bytes.insert(bytes.end(), encoded.begin(), encoded.end());
    }
    return bytes;
}

/// All that comes out of a conversation in which the peer's bytes come in these pieces.
std::string transcript(const std::vector<std::vector<std::uint8_t>> &pieces, bool lenient)
{
    Policy policy;
    policy.lenient = lenient;
    Conversation gate(policy);
    gate.logic.wantMessages(true);
    for (const auto &piece : pieces)
        gate.receive(piece);
    gate.receive(fin);
    return gate.recorded() + "\nheard: " + gate.heard() + "\ndelivered: " + gate.delivered() +
           "\ntold: " + gate.told() + "\n" + gate.state();
}

} // namespace

class SplitsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everySplit_givesTheSameConversation_data();
    void everySplit_givesTheSameConversation();
};

void SplitsTest::everySplit_givesTheSameConversation_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("lenient");
    const auto row = [](const char *name, bool lenient, const std::vector<PeerFrame> &frames) {
        const auto bytes = stream(frames);
        QTest::newRow(name) << QByteArray(reinterpret_cast<const char *>(bytes.data()),
                                          qsizetype(bytes.size()))
                            << lenient;
    };
    const std::vector<PeerFrame> clean{text("hello"),
                                       part(text("caf\xC3")),
                                       ping("middle"),
                                       last("\xA9"),
                                       binary(std::string(200, 'b')),
                                       pong("unasked"),
                                       part(binary("")),
                                       more("x"),
                                       last(""),
                                       closeFrame(1001, "going"),
                                       text("after"),
                                       closeFrame(1000)};
    row("clean", false, clean);
    row("the same, lenient", true, clean);
    row("a fault in the middle", false,
        {text("fine"), ping("1"), text("\xFF"), ping("2"), text("later"), closeFrame(1000)});
    row("faults, lenient", true,
        {last("alone"), rsv(2, text("r")), part(text("a")), text("b"), last("c"), part(ping("f")),
         text("\xC3("), masked(true, binary("m")), closeFrame(999)});
    row("cut inside a frame", false, {text("whole"), closeFrame(1000, "x")});
}

void SplitsTest::everySplit_givesTheSameConversation()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, lenient);
    if (QByteArray(QTest::currentDataTag()).startsWith("cut"))
        bytes.chop(1);
    const std::vector<std::uint8_t> all(bytes.begin(), bytes.end());
    const std::string whole = transcript({all}, lenient);
    for (std::size_t at = 0; at <= all.size(); ++at) {
        const auto middle = all.begin() + std::ptrdiff_t(at);
        SAYS(transcript({{all.begin(), middle}, {middle, all.end()}}, lenient), whole.c_str());
    }
    std::vector<std::vector<std::uint8_t>> single;
    for (const std::uint8_t byte : all)
        single.push_back({byte});
    SAYS(transcript(single, lenient), whole.c_str());
}

QTEST_APPLESS_MAIN(SplitsTest)
#include "tst_splits.moc"
