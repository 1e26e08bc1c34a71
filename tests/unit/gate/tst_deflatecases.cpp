// SPDX-License-Identifier: MIT
#include "conversation.h"
#include "gatetest.h"

#include <random>

using namespace ajar;
using namespace ajar::gate;
using namespace ajar::gate::test;

// Compressed messages both ways through the gate, with each window of either side, and with
// contexts taken over or not: all 256 agreements of RFC 7692 7.1.

namespace
{

using Random = std::mt19937;

/// From constant to incompressible, and without the comma that parts what is heard.
std::string content(std::size_t size, std::size_t kind, Random &random)
{
    constexpr std::string_view phrase = "{\"price\": 12.5; \"state\": \"half-closed-remote\"}";
    std::string made(size, 'a');
    for (std::size_t i = 0; i < size && kind % 3 != 0; ++i)
        made[i] =
            kind % 3 == 1 ? phrase[i % phrase.size()] : static_cast<char>('0' + random() % 75);
    return made;
}

struct Exchange {
    Conversation gate;
    PeerDeflater deflated;
    Random random;

    Exchange(const wire::DeflateParameters &agreed, std::uint32_t seed)
        : gate({}, {}, agreed)
        , deflated(agreed)
        , random(seed)
    {
        gate.logic.wantMessages(true);
    }

    /// The peer sends it in one to four fragments, whose bytes come in pieces.
    void receive(const std::string &whole)
    {
        const std::size_t count = 1 + random() % 4;
        std::vector<std::uint8_t> bytes;
        for (std::size_t i = 0, at = 0; i < count; ++i) {
            const std::size_t end =
                i + 1 == count ? whole.size() : at + random() % (whole.size() - at + 1);
            PeerFrame frame = i == 0 ? text("") : more("");
            frame.payload = whole.substr(at, end - at);
            frame.fin = i + 1 == count;
            const auto encoded = encode(deflated(frame), wire::Role::Server);
            bytes.insert(bytes.end(), encoded.begin(), encoded.end());
            at = end;
        }
        for (std::size_t at = 0; at < bytes.size();) {
            const std::size_t size = std::min<std::size_t>(1 + random() % 700, bytes.size() - at);
            const auto from = bytes.begin() + std::ptrdiff_t(at);
            gate.receive(std::vector<std::uint8_t>(from, from + std::ptrdiff_t(size)));
            at += size;
        }
    }
};

std::string said(const char *what, const std::string &payload)
{
    return payload.empty() ? what : what + (" " + payload);
}

} // namespace

class DeflateCasesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyAgreement_carriesMessagesBothWays_data();
    void everyAgreement_carriesMessagesBothWays();
    void manyMessages_ofEachSize_data();
    void manyMessages_ofEachSize();
};

void DeflateCasesTest::everyAgreement_carriesMessagesBothWays_data()
{
    QTest::addColumn<int>("serverBits");
    QTest::addColumn<int>("clientBits");
    for (int server = 8; server <= 15; ++server) {
        for (int client = 8; client <= 15; ++client)
            QTest::addRow("server %d, client %d", server, client) << server << client;
    }
}

void DeflateCasesTest::everyAgreement_carriesMessagesBothWays()
{
    QFETCH(int, serverBits);
    QFETCH(int, clientBits);
    for (const bool serverAlone : {false, true}) {
        for (const bool clientAlone : {false, true}) {
            wire::DeflateParameters agreed;
            agreed.serverMaxWindowBits = static_cast<std::uint8_t>(serverBits);
            agreed.clientMaxWindowBits = static_cast<std::uint8_t>(clientBits);
            agreed.serverNoContextTakeover = serverAlone;
            agreed.clientNoContextTakeover = clientAlone;
            Exchange exchange(agreed, std::uint32_t(serverBits * 16 + clientBits));
            Conversation &gate = exchange.gate;
            std::size_t kind = 0;
            for (const std::size_t size : {0, 16, 64, 256, 0, 300, 1024, 4096, 20'000, 4096}) {
                const std::string message = content(size, kind++, exchange.random);
                exchange.receive(message);
                QVERIFY(gate.delivered() == said("text", message));
                gate.sendText(message);
                QVERIFY(gate.heard() == said("deflated text", message));
            }
            // Nothing is wrong with either side's frames, the agreed windows among it.
            std::string record = gate.recorded();
            // A fragment without content is one that we asked for.
            const std::string empty = " !fragments-empty";
            for (std::size_t at = 0; (at = record.find(empty, at)) != std::string::npos;)
                record.erase(at, empty.size());
            for (const char *fault : {" !", "event"})
                QVERIFY2(record.find(fault) == std::string::npos, record.c_str());
            SAYS(gate.state(), "open");
        }
    }
}

void DeflateCasesTest::manyMessages_ofEachSize_data()
{
    QTest::addColumn<int>("size");
    for (const int size : {16, 64, 256, 1024, 4096, 8192, 16'384, 32'768, 65'536, 131'072})
        QTest::addRow("%d bytes", size) << size;
}

void DeflateCasesTest::manyMessages_ofEachSize()
{
    QFETCH(int, size);
    const int count = size <= 4096 ? 200 : 20;
    for (const bool alone : {false, true}) {
        wire::DeflateParameters agreed;
        agreed.serverNoContextTakeover = agreed.clientNoContextTakeover = alone;
        Exchange exchange(agreed, std::uint32_t(size));
        for (int i = 0; i < count; ++i) {
            const std::string message = content(std::size_t(size), std::size_t(i), exchange.random);
            exchange.receive(message);
            QVERIFY(exchange.gate.delivered() == "text " + message);
            exchange.gate.sendText(message);
            QVERIFY(exchange.gate.heard() == "deflated text " + message);
        }
    }
}

QTEST_APPLESS_MAIN(DeflateCasesTest)
#include "tst_deflatecases.moc"
