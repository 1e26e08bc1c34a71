// SPDX-License-Identifier: MIT
#include "madeconnection.h"

#include "wire/closebody.h"

#include <array>
#include <charconv>
#include <string_view>

namespace ajar::support
{

namespace
{

using closing::Direction;
using closing::Event;
using closing::LinkState;
using wire::Opcode;

constexpr closing::Time second = 1'000'000'000;
constexpr std::int64_t wallStart = 1'700'000'000 * second;
constexpr std::uint64_t endFrames = 2;

constexpr std::array<std::string_view, 4> types{"trade", "ticker", "depth", "heartbeat"};
constexpr std::array<std::string_view, 6> symbols{"BTC-USD", "ETH-USD",  "SOL-EUR",
                                                  "XRP-USD", "DOGE-EUR", "ADA-USD"};
constexpr std::string_view notes = "the book was rebuilt after a pause of the matching engine and "
                                   "levels may be missing until the next snapshot";

void put(std::vector<std::uint8_t> &bytes, std::string_view text)
{
    bytes.insert(bytes.end(), text.begin(), text.end());
}

void put(std::vector<std::uint8_t> &bytes, std::uint64_t number)
{
    std::array<char, 20> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    bytes.insert(bytes.end(), digits.data(), end);
}

} // namespace

MadeConnection::MadeConnection(std::uint64_t index, std::uint64_t frames, std::uint64_t seed)
    : m_index(index)
    , m_left(frames - endFrames)
    , m_random(seed * 1'000'003 + index)
    , m_t(static_cast<closing::Time>(index) * second / 10)
{
}

closing::ConnectionInfo MadeConnection::info() const
{
    closing::ConnectionInfo info;
    info.url = "ws://127.0.0.1:9001/feed/" + std::to_string(m_index + 1);
    info.t = m_t;
    info.wallNanoseconds = wallStart + m_t;
    return info;
}

closing::RecordBatch MadeConnection::batch() const
{
    Batch batch;
    batch.connection = m_number;
    return batch;
}

void MadeConnection::state(Batch &batch, LinkState state)
{
    batch.records.emplace_back(closing::StateRecord{m_t, state, m_state});
    m_state = state;
}

void MadeConnection::event(Batch &batch, Event event, closing::Attributes attributes)
{
    m_t += 150'000;
    batch.records.emplace_back(closing::EventRecord{m_t, event, std::move(attributes)});
}

closing::RecordBatch MadeConnection::opening()
{
    Batch records = batch();
    event(records, Event::TcpConnecting, {{"host", "127.0.0.1"}, {"port", std::int64_t{9001}}});
    event(records, Event::TcpConnected, {{"address", "127.0.0.1"}, {"port", std::int64_t{9001}}});
    event(records, Event::HandshakeRequest,
          {{"raw", "GET /feed/" + std::to_string(m_index + 1) +
                       " HTTP/1.1\r\nHost: 127.0.0.1:9001\r\nUpgrade: websocket\r\n"
                       "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                       "Sec-WebSocket-Version: 13\r\n\r\n"}});
    event(records, Event::HandshakeResponse,
          {{"status", std::int64_t{101}},
           {"raw", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                   "Connection: Upgrade\r\n"
                   "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"}});
    state(records, LinkState::Open);
    m_opened = m_t;
    return records;
}

void MadeConnection::add(Batch &batch, Direction direction, Opcode opcode, bool fin,
                         std::size_t from)
{
    closing::FrameRecord frame;
    frame.t = m_t;
    frame.number = ++m_frames;
    frame.direction = direction;
    frame.payloadOffset = from;
    frame.payloadSize = batch.payloads.size() - from;
    frame.header.fin = fin;
    frame.header.opcode = opcode;
    frame.header.length = frame.payloadSize;
    frame.header.lengthForm = wire::minimalForm(frame.payloadSize);
    if (direction == Direction::Sent) {
        frame.header.masked = true;
        for (std::uint8_t &byte : frame.header.maskKey)
            byte = static_cast<std::uint8_t>(m_random());
    }
    batch.records.emplace_back(frame);
}

void MadeConnection::quote(Batch &batch, bool fragmented)
{
    const std::size_t from = batch.payloads.size();
    std::vector<std::uint8_t> &bytes = batch.payloads;
    const std::string_view type =
        below(5000) == 0 ? std::string_view("liquidation") : types[below(types.size())];
    put(bytes, R"({"n":)");
    put(bytes, m_frames + 1);
    put(bytes, R"(,"type":")");
    put(bytes, type);
    put(bytes, R"(","symbol":")");
    put(bytes, symbols[below(symbols.size())]);
    put(bytes, R"(","price":)");
    put(bytes, 20'000 + below(50'000));
    put(bytes, ".");
    put(bytes, 10 + below(90));
    put(bytes, R"(,"size":0.)");
    put(bytes, 1000 + below(9000));
    if (below(4) == 0) {
        put(bytes, R"(,"note":")");
        put(bytes, notes.substr(0, 20 + below(notes.size() - 20)));
        put(bytes, "\"");
    }
    put(bytes, "}");
    if (!fragmented) {
        add(batch, Direction::Received, Opcode::Text, true, from);
        return;
    }
    // In three fragments: the rest of the message goes on in two more.
    add(batch, Direction::Received, Opcode::Text, false, from);
    for (int part = 1; part <= 2; ++part) {
        const std::size_t next = bytes.size();
        put(bytes, R"( {"part":)");
        put(bytes, static_cast<std::uint64_t>(part));
        put(bytes, R"(,"n":)");
        put(bytes, m_frames + 1);
        put(bytes, "}");
        m_t += 20'000;
        add(batch, Direction::Received, Opcode::Continuation, part == 2, next);
    }
}

void MadeConnection::command(Batch &batch)
{
    const std::size_t from = batch.payloads.size();
    put(batch.payloads, R"({"n":)");
    put(batch.payloads, m_frames + 1);
    put(batch.payloads, R"(,"op":"subscribe","channel":"depth","symbol":")");
    put(batch.payloads, symbols[below(symbols.size())]);
    put(batch.payloads, "\"}");
    add(batch, Direction::Sent, Opcode::Text, true, from);
}

void MadeConnection::binary(Batch &batch)
{
    const std::size_t from = batch.payloads.size();
    for (std::uint64_t words = 2 + below(40); words > 0; --words) {
        std::uint64_t word = m_random();
        for (int i = 0; i < 8; ++i, word >>= 8)
            batch.payloads.push_back(static_cast<std::uint8_t>(word));
    }
    add(batch, Direction::Received, Opcode::Binary, true, from);
}

void MadeConnection::pingAndPong(Batch &batch)
{
    const std::uint64_t beat = m_frames + 1;
    for (const bool ping : {true, false}) {
        const std::size_t from = batch.payloads.size();
        put(batch.payloads, "beat ");
        put(batch.payloads, beat);
        add(batch, ping ? Direction::Received : Direction::Sent, ping ? Opcode::Ping : Opcode::Pong,
            true, from);
        m_t += 40'000;
    }
}

closing::RecordBatch MadeConnection::frames(std::size_t count)
{
    Batch records = batch();
    records.records.reserve(count + 2);
    records.payloads.reserve(count * 128);
    while (records.records.size() < count && m_left > 0) {
        const std::uint64_t before = m_frames;
        m_t += 10'000 + static_cast<closing::Time>(below(180'000));
        const std::uint64_t kind = below(1000);
        if (below(100'000) == 0)
            m_t += 2 * second;
        if (kind < 10 && m_left >= 2)
            pingAndPong(records);
        else if (kind < 20 && m_left >= 3)
            quote(records, true);
        else if (kind < 60)
            binary(records);
        else if (kind < 100)
            command(records);
        else
            quote(records, false);
        m_left -= m_frames - before;
    }
    return records;
}

closing::CloseSeen MadeConnection::close(Batch &batch, Direction direction, std::uint16_t code,
                                         const char *reason)
{
    m_t += 500'000;
    const std::size_t from = batch.payloads.size();
    const std::vector<std::uint8_t> body = wire::encodeCloseBody(code, reason);
    batch.payloads.insert(batch.payloads.end(), body.begin(), body.end());
    add(batch, direction, Opcode::Close, true, from);
    return {m_t, code, reason};
}

closing::RecordBatch MadeConnection::ending()
{
    Batch records = batch();
    records.urgent = true;
    // Ends in turn: the peer closes, we close.
    const bool peerFirst = m_index % 2 == 0;
    const Direction first = peerFirst ? Direction::Received : Direction::Sent;
    const Direction second = peerFirst ? Direction::Sent : Direction::Received;
    const std::uint16_t code = peerFirst ? 1001 : 1000;
    const char *reason = peerFirst ? "going away" : "done";
    const closing::Time openUntil = m_t + 500'000;
    const closing::CloseSeen begun = close(records, first, code, reason);
    state(records, peerFirst ? LinkState::HalfClosedRemote : LinkState::HalfClosedLocal);
    const closing::CloseSeen answer = close(records, second, code, reason);
    state(records, LinkState::CloseExchanged);
    event(records, Event::FinReceived);
    event(records, Event::FinSent);
    state(records, LinkState::Closed);

    closing::Outcome outcome;
    outcome.state = LinkState::Closed;
    outcome.clean = true;
    outcome.firstClose = peerFirst ? closing::Side::Peer : closing::Side::Us;
    outcome.tcpEndedBy = closing::Side::Peer;
    outcome.tcpEnd = closing::TcpEnd::Fin;
    outcome.sent = peerFirst ? answer : begun;
    outcome.received = peerFirst ? begun : answer;
    outcome.halfClosedFor = answer.t - begun.t;
    outcome.openFor = openUntil - m_opened;
    records.records.emplace_back(closing::OutcomeRecord{m_t, outcome});
    return records;
}

} // namespace ajar::support
