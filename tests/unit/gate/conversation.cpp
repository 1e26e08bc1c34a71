// SPDX-License-Identifier: MIT
#include "conversation.h"

#include "closing/names.h"
#include "wire/closebody.h"
#include "wire/frameencoder.h"

#include <utility>

namespace ajar::gate::test
{

using closing::Time;
using wire::Opcode;

namespace
{

wire::Bytes bytesOf(const std::string &text)
{
    return {reinterpret_cast<const std::uint8_t *>(text.data()), text.size()};
}

std::string textOf(wire::Bytes bytes)
{
    return {bytes.begin(), bytes.end()};
}

void join(std::string &list, const std::string &item)
{
    list += (list.empty() ? "" : ", ") + item;
}

/// "text hello", "close 1001 bye", "text (more) hel".
std::string frameText(Opcode opcode, bool fin, wire::Bytes payload)
{
    std::string line = closing::name(opcode);
    if (!fin)
        line += " (more)";
    if (opcode == Opcode::Close && payload.size() >= 2) {
        const wire::CloseBody body = wire::parseCloseBody(payload);
        line += " " + std::to_string(*body.code);
        return body.reason.empty() ? line : line + " " + body.reason;
    }
    return payload.empty() ? line : line + " " + textOf(payload);
}

std::string secondsText(double seconds)
{
    return describe(std::chrono::nanoseconds(static_cast<std::int64_t>(seconds * 1e9 + 0.5)));
}

std::string valueText(const closing::AttributeValue &value)
{
    if (const auto *text = std::get_if<std::string>(&value))
        return *text;
    if (const auto *number = std::get_if<std::int64_t>(&value))
        return std::to_string(*number);
    if (const auto *seconds = std::get_if<double>(&value))
        return secondsText(*seconds);
    return std::get<bool>(value) ? "true" : "false";
}

std::string findingsText(wire::FindingSet findings)
{
    std::string line;
    for (int i = 0; i < wire::findingCount; ++i) {
        if (findings.has(static_cast<wire::Finding>(i)))
            line.append(" !").append(wire::findingId(static_cast<wire::Finding>(i)));
    }
    return line;
}

struct RecordText {
    const closing::RecordBatch &batch;

    std::string operator()(const closing::FrameRecord &frame) const
    {
        std::string line = "#" + std::to_string(frame.number) + " ";
        line += closing::name(frame.direction);
        if (frame.disposition != closing::Disposition::Passed)
            line.append(" ").append(closing::name(frame.disposition));
        if (frame.ref != 0)
            line += " #" + std::to_string(frame.ref);
        if (frame.inflated)
            line += " inflated to " + std::to_string(*frame.inflated) + ": " +
                    closing::name(frame.header.opcode) + (frame.header.fin ? "" : " (more)");
        else
            line += ": " + frameText(frame.header.opcode, frame.header.fin, batch.payload(frame));
        return line + findingsText(frame.findings);
    }
    std::string operator()(const closing::StateRecord &state) const
    {
        return std::string("state ").append(closing::name(state.state));
    }
    std::string operator()(const closing::EventRecord &event) const
    {
        std::string line = "event ";
        line += closing::name(event.event);
        const bool finding = event.event == closing::Event::Finding;
        for (const auto &[key, value] : event.attributes) {
            if (!finding || (key != "level" && key != "section")) // these follow from the rule
                line += " " + valueText(value);
        }
        return line;
    }
    std::string operator()(const closing::OutcomeRecord &record) const
    {
        return "outcome " + closing::summary(record.outcome);
    }
    std::string operator()(const closing::ContextRecord &context) const
    {
        return std::string("context ").append(closing::name(context.direction)) + " " +
               std::to_string(context.payloadSize);
    }
    std::string operator()(const closing::OpaqueRecord &opaque) const
    {
        return "opaque " + std::to_string(opaque.payloadSize);
    }
};

struct NoticeText {
    std::string operator()(const StateNotice &notice) const
    {
        return std::string("state ").append(closing::name(notice.change.state));
    }
    std::string operator()(const CloseFrameNotice &notice) const
    {
        std::string line = "close ";
        line += closing::name(notice.direction);
        line += notice.close.code ? " " + std::to_string(*notice.close.code) : "";
        return notice.close.reason.empty() ? line : line + " " + notice.close.reason;
    }
    std::string operator()(const PingNotice &notice) const
    {
        return "ping " + textOf(notice.payload);
    }
    std::string operator()(const PongNotice &notice) const
    {
        const std::string trip =
            notice.roundTrip < 0 ? "unasked" : describe(std::chrono::nanoseconds(notice.roundTrip));
        return "pong " + textOf(notice.payload) + " " + trip;
    }
    std::string operator()(const HeldNotice &notice) const
    {
        return "held #" + std::to_string(notice.number) + " " + closing::name(notice.opcode) +
               (notice.direction == closing::Direction::Received ? " received" : "");
    }
    std::string operator()(const ResolvedNotice &notice) const
    {
        return (notice.released ? "released #" : "dropped #") + std::to_string(notice.number);
    }
    std::string operator()(const TcpNotice &) const { return "tcp"; }
    std::string operator()(const TimerNotice &notice) const
    {
        std::string line(closing::name(notice.timer));
        if (notice.started)
            return line + " started " + describe(std::chrono::nanoseconds(notice.duration));
        return line + (notice.expired ? " expired" : " cancelled");
    }
    std::string operator()(const TlsNotice &) const { return "tls"; }
    std::string operator()(const OpenedNotice &notice) const
    {
        return "opened " + notice.subprotocol;
    }
    std::string operator()(const RefusedNotice &notice) const { return "refused " + notice.kind; }
    std::string operator()(const EndedNotice &notice) const
    {
        return std::string("ended ").append(closing::name(notice.outcome.state));
    }
};

GateLogic::Options withMaskKey(GateLogic::Options options)
{
    options.maskKey = [key = std::uint8_t{0}]() mutable {
        ++key;
        return GateLogic::MaskKey{key, 0x5A, 0xC3, 0x0F};
    };
    return options;
}

wire::FrameDecoder decoderFor(wire::Role sender, bool deflate = false)
{
    wire::FrameDecoder::Options options;
    options.rsvAllowed = deflate ? 4 : 0;
    options.sender = sender;
    return wire::FrameDecoder(options);
}

} // namespace

PeerFrame text(std::string payload)
{
    return {Opcode::Text, std::move(payload), true, 0, {}};
}

PeerFrame binary(std::string payload)
{
    return {Opcode::Binary, std::move(payload), true, 0, {}};
}

PeerFrame ping(std::string payload)
{
    return {Opcode::Ping, std::move(payload), true, 0, {}};
}

PeerFrame pong(std::string payload)
{
    return {Opcode::Pong, std::move(payload), true, 0, {}};
}

PeerFrame closeFrame(int code, std::string reason)
{
    std::string body{static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
    return {Opcode::Close, body + reason, true, 0, {}};
}

PeerFrame emptyClose()
{
    return {Opcode::Close, {}, true, 0, {}};
}

PeerFrame part(PeerFrame frame)
{
    frame.fin = false;
    return frame;
}

PeerFrame more(std::string payload)
{
    return {Opcode::Continuation, std::move(payload), false, 0, {}};
}

PeerFrame last(std::string payload)
{
    return {Opcode::Continuation, std::move(payload), true, 0, {}};
}

PeerFrame rsv(std::uint8_t bits, PeerFrame frame)
{
    frame.rsv = bits;
    return frame;
}

PeerFrame masked(bool on, PeerFrame frame)
{
    frame.masked = on;
    return frame;
}

std::vector<std::uint8_t> encode(const PeerFrame &frame, wire::Role sender)
{
    const std::array<std::uint8_t, 4> key{0x11, 0x22, 0x33, 0x44};
    const bool mask = frame.masked.value_or(sender == wire::Role::Client);
    wire::FrameHeader header =
        wire::makeHeader(frame.opcode, frame.payload.size(), frame.fin, mask ? &key : nullptr);
    header.rsv = frame.rsv;
    std::vector<std::uint8_t> bytes;
    wire::appendFrame(bytes, header, bytesOf(frame.payload));
    return bytes;
}

PeerDeflater::PeerDeflater(const wire::DeflateParameters &agreed, wire::Role role)
    : m_deflater([&] {
        const bool server = role == wire::Role::Server;
        wire::Deflater::Options options;
        options.windowBits = server ? agreed.serverMaxWindowBits : agreed.clientMaxWindowBits;
        options.contextTakeover =
            !(server ? agreed.serverNoContextTakeover : agreed.clientNoContextTakeover);
        return options;
    }())
{
}

PeerFrame PeerDeflater::operator()(PeerFrame frame)
{
    std::vector<std::uint8_t> deflated;
    m_deflater.feed(bytesOf(frame.payload), frame.fin, deflated);
    frame.payload = textOf(deflated);
    if (frame.opcode != Opcode::Continuation)
        frame.rsv |= 4;
    return frame;
}

Conversation::Conversation(Policy policy, GateLogic::Options options,
                           std::optional<wire::DeflateParameters> deflate)
    : Conversation(std::move(policy), std::move(options), deflate, true)
{
}

Conversation Conversation::connecting(Policy policy)
{
    return Conversation(std::move(policy), {}, std::nullopt, false);
}

Conversation::Conversation(Policy policy, GateLogic::Options options,
                           std::optional<wire::DeflateParameters> deflate, bool opened)
    : logic(withMaskKey(options), std::move(policy), 0)
    , m_deflate(deflate)
    , m_peerDecoder(decoderFor(options.role, deflate.has_value()))
    , m_endpointDecoder(decoderFor(wire::Role::Server))
{
    logic.connecting(m_now);
    pump();
    if (!opened)
        return;
    open();
    heard();
    recorded();
    timers();
    told();
}

void Conversation::open()
{
    if (m_deflate) {
        wire::Inflater::Options options;
        options.windowBits = m_deflate->clientMaxWindowBits;
        options.contextTakeover = !m_deflate->clientNoContextTakeover;
        m_peerInflater.emplace(options);
    }
    logic.opened(m_now, "", m_deflate);
    pump();
}

void Conversation::after(std::chrono::nanoseconds duration)
{
    const Time end = m_now + duration.count();
    while (const auto deadline = logic.deadline()) {
        if (*deadline > end || logic.ended())
            break;
        m_now = std::max(m_now, *deadline);
        logic.tick(m_now);
        pump();
    }
    m_now = end;
}

void Conversation::receive(const std::vector<std::uint8_t> &bytes)
{
    logic.received(m_now, bytes);
    pump();
}

void Conversation::receive(Fin)
{
    logic.finReceived(m_now);
    pump();
}

void Conversation::receive(Reset)
{
    logic.resetReceived(m_now);
    pump();
}

void Conversation::sendText(const std::string &payload, bool fin)
{
    logic.sendData(m_now, Opcode::Text, bytesOf(payload), fin);
    pump();
}

void Conversation::sendRaw(const std::string &written)
{
    logic.sendRaw(m_now, wire::parseRawFrame(written).frame.value());
    pump();
}

void Conversation::edit(std::uint64_t number, const std::string &payload)
{
    logic.edit(m_now, number, bytesOf(payload));
    pump();
}

void Conversation::sendPing(const std::string &payload)
{
    logic.sendPing(m_now, bytesOf(payload));
    pump();
}

void Conversation::sendClose(int code, const std::string &reason)
{
    logic.sendClose(m_now, static_cast<std::uint16_t>(code), reason);
    pump();
}

void Conversation::sendEmptyClose()
{
    logic.sendClose(m_now, std::nullopt, {});
    pump();
}

void Conversation::release(std::uint64_t number)
{
    logic.release(m_now, number);
    pump();
}

void Conversation::drop(std::uint64_t number)
{
    logic.drop(m_now, number);
    pump();
}

void Conversation::sendFin()
{
    logic.fin(m_now);
    pump();
}

void Conversation::sendReset()
{
    logic.reset(m_now);
    pump();
}

void Conversation::setPolicy(const Policy &policy)
{
    logic.setPolicy(m_now, policy);
    pump();
}

/// What the peer makes of a frame; "deflated text hello".
std::string Conversation::heardText(const wire::FrameView &frame)
{
    const wire::FrameHeader &header = frame.header;
    if (!wire::isControl(header.opcode) && header.opcode != Opcode::Continuation)
        m_peerInflates = header.rsv & 4;
    if (!m_peerInflater || wire::isControl(header.opcode) || !m_peerInflates)
        return frameText(header.opcode, header.fin, frame.payload);
    std::vector<std::uint8_t> inflated;
    if (m_peerInflater->feed(frame.payload, header.fin, inflated) != wire::Inflater::Status::Ok)
        return "garbage";
    return "deflated " + frameText(header.opcode, header.fin, inflated);
}

void Conversation::pump()
{
    for (;;) {
        const std::vector<std::uint8_t> bytes = std::exchange(logic.toPeer(), {});
        m_peerDecoder.feed(bytes);
        while (const auto frame = m_peerDecoder.next())
            join(m_heard, heardText(*frame) + findingsText(frame->findings));
        const GateLogic::Wishes wishes = logic.takeWishes();
        m_finOwed |= wishes.fin;
        if (wishes.abandon) {
            logic.refused(m_now, {"timeout", "no answer in time", 0, {}, {}});
        } else if (wishes.reset) {
            join(m_heard, "reset");
            logic.resetSent(m_now);
        } else if (m_finOwed && !stuck && !logic.ended()) {
            m_finOwed = false;
            join(m_heard, "fin");
            logic.finSent(m_now);
        } else if (!wishes.fin) {
            break;
        }
    }
    const std::vector<std::uint8_t> messages = std::exchange(logic.toEndpoint(), {});
    m_endpointDecoder.feed(messages);
    while (const auto frame = m_endpointDecoder.next())
        join(m_delivered, frameText(frame->header.opcode, frame->header.fin, frame->payload));
    const closing::RecordBatch batch = logic.journal().take(1);
    for (const closing::Record &record : batch.records) {
        std::string line = std::visit(RecordText{batch}, record);
        if (line.starts_with("event timer-")) {
            const std::size_t space = line.find(' ', 12);
            std::string item = line.substr(space + 1);
            const std::string verb = line.substr(12, space - 12);
            const std::size_t end = item.find(' ');
            item = item.substr(0, end) + " " + verb +
                   (end == std::string::npos ? "" : item.substr(end));
            join(m_timers, item);
        }
        m_lines.push_back(std::move(line));
    }
    for (const Notice &notice : logic.takeNotices())
        join(m_told, std::visit(NoticeText{}, notice));
}

std::string Conversation::heard()
{
    return std::exchange(m_heard, {});
}

std::string Conversation::state() const
{
    std::string line(closing::name(logic.monitor().state()));
    const closing::TcpState &tcp = logic.monitor().tcp();
    for (const auto &[on, word] :
         {std::pair(tcp.finSent, ", fin sent"), std::pair(tcp.finReceived, ", fin received"),
          std::pair(tcp.resetSent, ", reset sent"),
          std::pair(tcp.resetReceived, ", reset received")}) {
        if (on)
            line += word;
    }
    return line;
}

std::string Conversation::recorded()
{
    return recorded("");
}

std::string Conversation::recorded(std::string_view word)
{
    std::string text;
    for (const std::string &line : std::exchange(m_lines, {})) {
        if (line.find(word) != std::string::npos)
            text += (text.empty() ? "" : "\n") + line;
    }
    return text;
}

std::string Conversation::timers()
{
    return std::exchange(m_timers, {});
}

std::string Conversation::delivered()
{
    return std::exchange(m_delivered, {});
}

std::string Conversation::told()
{
    return std::exchange(m_told, {});
}

Peer &Peer::operator>>(const PeerFrame &frame)
{
    m_conversation.receive(encode(frame, m_role));
    return *this;
}

Peer &Peer::operator>>(Fin end)
{
    m_conversation.receive(end);
    return *this;
}

Peer &Peer::operator>>(Reset end)
{
    m_conversation.receive(end);
    return *this;
}

} // namespace ajar::gate::test
