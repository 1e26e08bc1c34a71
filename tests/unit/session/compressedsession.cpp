// SPDX-License-Identifier: MIT
#include "compressedsession.h"

#include <algorithm>
#include <random>

namespace ajar::session::test
{

using namespace closing;
using wire::Opcode;

namespace
{

constexpr std::uint8_t rsv1 = 4;
constexpr std::size_t batchBytes = 1 << 20;

wire::Bytes bytesOf(const QByteArray &bytes)
{
    return {reinterpret_cast<const std::uint8_t *>(bytes.constData()),
            static_cast<std::size_t>(bytes.size())};
}

QByteArray arrayOf(wire::Bytes bytes)
{
    return {reinterpret_cast<const char *>(bytes.data()), static_cast<qsizetype>(bytes.size())};
}

wire::Role senderOf(Direction direction, const std::string &kind)
{
    return (direction == Direction::Sent) == (kind == "server") ? wire::Role::Server
                                                                : wire::Role::Client;
}

wire::Deflater::Options deflaterOf(const wire::DeflateParameters &agreed, wire::Role sender,
                                   int level)
{
    const bool server = sender == wire::Role::Server;
    return {.windowBits = server ? agreed.serverMaxWindowBits : agreed.clientMaxWindowBits,
            .contextTakeover =
                !(server ? agreed.serverNoContextTakeover : agreed.clientNoContextTakeover),
            .level = level};
}

/// An answer that agrees on these parameters.
std::string answerOf(const wire::DeflateParameters &agreed)
{
    wire::DeflateOffer offer;
    offer.serverNoContextTakeover = agreed.serverNoContextTakeover;
    offer.clientNoContextTakeover = agreed.clientNoContextTakeover;
    offer.serverMaxWindowBits = agreed.serverMaxWindowBits;
    offer.clientMaxWindowBitsValue = agreed.clientMaxWindowBits;
    return wire::offerText(offer);
}

} // namespace

CompressedSession::Side::Side(const wire::DeflateParameters &agreed, wire::Role sender,
                              const Options &options)
    : deflater(deflaterOf(agreed, sender, options.level))
    , stream(agreed, sender, options.maxMessage)
    , inflater({.contextTakeover = deflaterOf(agreed, sender, 0).contextTakeover,
                .maxMessage = options.maxMessage})
{
}

CompressedSession::CompressedSession(Options options)
    : m_options(options)
    , m_recording({.chunkBytes = options.chunkBytes})
    , m_received(options.agreed, senderOf(Direction::Received, options.kind), options)
    , m_sent(options.agreed, senderOf(Direction::Sent, options.kind), options)
{
    ConnectionInfo info;
    info.kind = options.kind;
    m_recording->addConnection(info);
    if (!options.handshake)
        return;
    event(Event::HandshakeRequest,
          {{"raw", "GET / HTTP/1.1\r\nSec-WebSocket-Extensions: permessage-deflate; "
                   "client_max_window_bits; server_max_window_bits=15, permessage-deflate; "
                   "client_max_window_bits\r\n\r\n"}});
    event(Event::HandshakeResponse,
          {{"status", std::int64_t{101}},
           {"raw", "HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Extensions: " +
                       answerOf(options.agreed) + "\r\n\r\n"}});
    m_batch.state(1, LinkState::Open, LinkState::Connecting);
    ++m_seq;
}

CompressedSession::Side &CompressedSession::side(Direction direction)
{
    return direction == Direction::Sent ? m_sent : m_received;
}

QByteArray CompressedSession::deflated(Direction direction, const QByteArray &content, bool last)
{
    std::vector<std::uint8_t> out;
    side(direction).deflater.feed(bytesOf(content), last, out);
    return arrayOf(out);
}

void CompressedSession::message(Direction direction, const QByteArray &content, int fragments,
                                Opcode opcode)
{
    const qsizetype part = content.size() / fragments;
    for (int i = 0; i < fragments; ++i) {
        const bool last = i == fragments - 1;
        frame(direction, i == 0 ? opcode : Opcode::Continuation, last,
              deflated(direction, content.mid(i * part, last ? -1 : part), last));
    }
}

void CompressedSession::raw(Direction direction, const QByteArray &payload)
{
    frame(direction, Opcode::Text, true, payload);
}

void CompressedSession::frame(Direction direction, Opcode opcode, bool fin,
                              const QByteArray &payload)
{
    FrameRecord record = frameOf(0, opcode, static_cast<std::size_t>(payload.size()));
    record.direction = direction;
    record.disposition = m_disposition;
    record.ref = m_ref;
    record.header.fin = fin;
    record.header.rsv = opcode == Opcode::Continuation ? 0 : rsv1;
    Side &side = this->side(direction);
    auto context = side.stream.takeContext(record.header);
    if (m_options.contextEvery > 0) {
        context.reset();
        if (side.sinceContext >= m_options.contextEvery && opcode != Opcode::Continuation) {
            context = side.inflater.window();
            side.sinceContext = 0;
        }
    }
    if (context)
        m_batch.context(direction, arrayOf(*context));
    std::vector<std::uint8_t> ignored;
    side.inflater.feed(bytesOf(payload), fin, ignored);
    side.sinceContext += static_cast<std::size_t>(payload.size());
    const auto part = side.stream.frame(record.header, bytesOf(payload));
    record.inflated = part.content.size();
    m_contents[m_seq + 1] = arrayOf(part.content);
    add(record, payload);
}

void CompressedSession::plain(Direction direction, Opcode opcode, const QByteArray &payload,
                              Disposition disposition, std::uint64_t ref)
{
    FrameRecord record = frameOf(0, opcode, static_cast<std::size_t>(payload.size()));
    record.direction = direction;
    record.disposition = disposition;
    record.ref = ref;
    m_contents[m_seq + 1] = payload;
    add(record, payload);
}

void CompressedSession::dispose(Disposition disposition, std::uint64_t ref)
{
    m_disposition = disposition;
    m_ref = ref;
}

void CompressedSession::event(Event event, Attributes attributes)
{
    m_batch.event(static_cast<Time>(m_seq), event, std::move(attributes));
    ++m_seq;
}

void CompressedSession::add(FrameRecord record, const QByteArray &payload)
{
    record.number = ++m_number;
    record.t = static_cast<Time>(++m_seq) * 1'000'000;
    m_batch.frame(record, payload);
    m_batched += static_cast<std::size_t>(payload.size());
    if (m_batched >= batchBytes)
        submit();
}

void CompressedSession::submit()
{
    m_recording.record(m_batch);
    m_batch = Batch();
    m_batched = 0;
}

std::unique_ptr<Reader> CompressedSession::finished()
{
    submit();
    return m_recording.finished();
}

QByteArray words(unsigned seed, int size)
{
    static const char *const some[] = {"price ", "{\"bid\":", "open",   "\xC3\xA4", ", ", "17.25",
                                       "closed", "\n",        "symbol", "}",        "0",  "ping"};
    std::mt19937 random(seed);
    QByteArray text;
    while (text.size() < size) {
        text += some[random() % std::size(some)];
        text += QByteArray::number(static_cast<qint64>(random() % 1000));
    }
    return text.left(size);
}

Row rowAt(Reader &reader, quint64 seq, quint32 connection)
{
    return reader.rows(connection, seq, 1, 0).value(0);
}

} // namespace ajar::session::test
