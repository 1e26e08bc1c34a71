// SPDX-License-Identifier: MIT
#include "capturefile.h"

#include "closing/names.h"
#include "wire/closebody.h"
#include "wire/handshake.h"

#include <algorithm>

namespace ajar::capture::test
{

namespace
{

class Told : public CaptureSink
{
public:
    explicit Told(Read &read)
        : m_read(read)
    {
    }
    std::uint32_t addConnection(closing::ConnectionInfo info) override
    {
        m_read.connections.push_back(std::move(info));
        return static_cast<std::uint32_t>(m_read.connections.size());
    }
    void take(closing::RecordBatch batch) override
    {
        for (const closing::Record &record : batch.records) {
            m_read.story.push_back(wordsOf(record, batch));
            m_read.times.push_back(closing::timeOf(record));
            if (const auto *event = std::get_if<closing::EventRecord>(&record))
                noteRoundTrip(*event);
        }
    }

private:
    void noteRoundTrip(const closing::EventRecord &event)
    {
        for (const auto &[key, value] : event.attributes) {
            if (key == "roundTrip")
                m_read.roundTrip = std::get<double>(value);
        }
    }
    static std::string wordsOf(const closing::Record &record, const closing::RecordBatch &batch)
    {
        if (const auto *state = std::get_if<closing::StateRecord>(&record))
            return "state " + std::string(closing::name(state->state));
        if (const auto *event = std::get_if<closing::EventRecord>(&record))
            return "event " + std::string(closing::name(event->event));
        if (const auto *outcome = std::get_if<closing::OutcomeRecord>(&record))
            return "outcome " + std::string(closing::name(outcome->outcome.state));
        if (const auto *opaque = std::get_if<closing::OpaqueRecord>(&record))
            return "opaque " + std::to_string(opaque->payloadSize);
        const auto *frame = std::get_if<closing::FrameRecord>(&record);
        if (!frame)
            return "context";
        const wire::Bytes payload = batch.payload(*frame);
        std::string words = std::string(closing::name(frame->direction)) + " " +
                            closing::name(frame->header.opcode) + " ";
        if (frame->header.opcode == wire::Opcode::Close)
            return words + std::to_string(wire::parseCloseBody(payload).code.value_or(0));
        return words + std::string(payload.begin(), payload.end());
    }

    Read &m_read;
};

} // namespace

Buffer bytesOf(std::string_view text)
{
    return {text.begin(), text.end()};
}

Buffer operator+(Buffer left, const Buffer &right)
{
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

Buffer Numbers::u16(std::uint32_t value) const
{
    const auto high = static_cast<std::uint8_t>(value >> 8);
    const auto low = static_cast<std::uint8_t>(value);
    return big ? Buffer{high, low} : Buffer{low, high};
}

Buffer Numbers::u32(std::uint32_t value) const
{
    return big ? u16(value >> 16) + u16(value & 0xFFFF) : u16(value & 0xFFFF) + u16(value >> 16);
}

Buffer Numbers::u64(std::uint64_t value) const
{
    const auto high = static_cast<std::uint32_t>(value >> 32);
    const auto low = static_cast<std::uint32_t>(value);
    return big ? u32(high) + u32(low) : u32(low) + u32(high);
}

Buffer Tcp::tcp() const
{
    const Numbers net{true};
    std::uint8_t bits = 0;
    for (const char flag : flags)
        bits |= flag == 'S' ? 2 : flag == 'A' ? 16 : flag == 'F' ? 1 : 4;
    return net.u16(fromClient ? clientPort : 80U) + net.u16(fromClient ? 80U : clientPort) +
           net.u32(number) + net.u32(acknowledged) + Buffer{0x50, bits} + net.u16(1000) +
           net.u32(0) + payload;
}

Buffer Tcp::ip() const
{
    const Numbers net{true};
    const Buffer inside = tcp();
    const Buffer client{192, 0, 2, 1};
    const Buffer server{192, 0, 2, 2};
    return Buffer{0x45, 0} + net.u16(static_cast<std::uint32_t>(20 + inside.size())) + net.u32(0) +
           Buffer{64, 6, 0, 0} + (fromClient ? client + server : server + client) + inside;
}

Buffer Tcp::ipv6(const Buffer &extensions, std::uint8_t first) const
{
    const Numbers net{true};
    const Buffer inside = extensions + tcp();
    Buffer client(16);
    client[0] = 0x20;
    client[1] = 1;
    client[15] = 1;
    Buffer server = client;
    server[15] = 2;
    return Buffer{0x60, 0, 0, 0} + net.u16(static_cast<std::uint32_t>(inside.size())) +
           Buffer{first, 64} + (fromClient ? client + server : server + client) + inside;
}

Pcapng &Pcapng::section()
{
    return block(0x0A0D0D0A, m_numbers.u32(0x1A2B3C4D) + m_numbers.u16(1) + m_numbers.u16(0) +
                                 m_numbers.u64(~std::uint64_t{0}) + option(4, bytesOf("a tool")));
}

Pcapng &Pcapng::interface(std::uint16_t linkType, const Buffer &options, std::uint32_t snapLength)
{
    return block(1,
                 m_numbers.u16(linkType) + m_numbers.u16(0) + m_numbers.u32(snapLength) + options);
}

Pcapng &Pcapng::packet(std::uint64_t units, const Buffer &packet, std::uint32_t interface,
                       std::optional<std::uint32_t> length)
{
    Buffer padded = packet;
    padded.resize((packet.size() + 3) / 4 * 4);
    const auto kept = static_cast<std::uint32_t>(packet.size());
    return block(
        6, m_numbers.u32(interface) + m_numbers.u32(static_cast<std::uint32_t>(units >> 32)) +
               m_numbers.u32(static_cast<std::uint32_t>(units)) + m_numbers.u32(kept) +
               m_numbers.u32(length.value_or(kept)) + padded + option(1, bytesOf("a comment")));
}

Pcapng &Pcapng::block(std::uint32_t type, Buffer body)
{
    body.resize((body.size() + 3) / 4 * 4);
    const Buffer total = m_numbers.u32(static_cast<std::uint32_t>(body.size() + 12));
    bytes = std::move(bytes) + m_numbers.u32(type) + total + body + total;
    return *this;
}

Buffer Pcapng::option(std::uint16_t code, const Buffer &value) const
{
    Buffer padded = value;
    padded.resize((value.size() + 3) / 4 * 4);
    return m_numbers.u16(code) + m_numbers.u16(static_cast<std::uint32_t>(value.size())) + padded;
}

Buffer pcap(const Numbers &numbers, std::uint32_t magic, std::uint32_t linkType,
            const std::vector<Buffer> &packets)
{
    Buffer file = numbers.u32(magic) + numbers.u16(2) + numbers.u16(4) + numbers.u64(0) +
                  numbers.u32(65535) + numbers.u32(linkType);
    std::uint32_t fraction = 0;
    for (const Buffer &packet : packets) {
        const Buffer size = numbers.u32(static_cast<std::uint32_t>(packet.size()));
        file = std::move(file) + numbers.u32(1'700'000'000) + numbers.u32(fraction += 250) + size +
               size + packet;
    }
    return file;
}

std::string Read::told() const
{
    std::string line;
    for (const std::string &words : story) {
        if (words != "event finding")
            line += (line.empty() ? "" : ", ") + words;
    }
    return line;
}

Read read(const Buffer &file, bool keepGoing)
{
    Read result;
    Told sink(result);
    wire::Bytes rest(file);
    ByteInput input([&rest](std::span<std::uint8_t> into) {
        // In pieces, so that nothing relies on getting all that it asks for.
        const std::size_t part = std::min({rest.size(), into.size(), std::size_t{999}});
        std::ranges::copy(rest.first(part), into.begin());
        rest = rest.subspan(part);
        return part;
    });
    CaptureOptions options;
    options.keepGoing = keepGoing;
    result.report = readCapture(input, sink, options);
    return result;
}

Talk::Talk(Pcapng &file, std::uint16_t clientPort, std::uint32_t clientFirst,
           std::uint32_t serverFirst)
    : m_file(file)
    , m_port(clientPort)
    , m_next{serverFirst, clientFirst}
{
}

Talk &Talk::connects()
{
    return sends(true, {}, "S").sends(false, {}, "SA").sends(true, {}, "A");
}

Talk &Talk::opens(const std::string &extensions)
{
    wire::HandshakeRequest request;
    request.host = "example.com";
    request.target = "/chat";
    request.key = "dGhlIHNhbXBsZSBub25jZQ==";
    std::vector<wire::HeaderField> fields;
    if (!extensions.empty()) {
        fields = {{"Sec-WebSocket-Extensions", extensions}};
        request.headers = fields;
    }
    client(bytesOf(wire::buildRequest(request)));
    return server(bytesOf(wire::buildResponse(request.key, {}, fields)));
}

Buffer Talk::make(bool fromClient, const Buffer &payload, const std::string &flags)
{
    std::uint32_t &next = m_next[fromClient ? 1 : 0];
    const Tcp packet{fromClient, next, m_next[fromClient ? 0 : 1], flags, payload, m_port};
    next += static_cast<std::uint32_t>(payload.size());
    next += flags.find_first_of("SF") != std::string::npos ? 1 : 0;
    return packet.ip();
}

Talk &Talk::put(const Buffer &ip)
{
    m_file.packet(m_time += 1000, ip);
    return *this;
}

Talk &Talk::sends(bool fromClient, const Buffer &payload, const std::string &flags)
{
    return put(make(fromClient, payload, flags));
}

Talk &Talk::waits(std::uint64_t microseconds)
{
    m_time += microseconds;
    return *this;
}

Buffer frame(bool fromClient, std::uint8_t first, const Buffer &payload)
{
    const Numbers net{true};
    const std::uint8_t mask = fromClient ? 0x80 : 0;
    Buffer bytes{first};
    if (payload.size() < 126)
        bytes.push_back(static_cast<std::uint8_t>(mask | payload.size()));
    else
        bytes = bytes + Buffer{static_cast<std::uint8_t>(mask | 126)} +
                net.u16(static_cast<std::uint32_t>(payload.size()));
    const std::uint8_t key[4]{0x37, 0xFA, 0x21, 0x3D};
    if (fromClient)
        bytes.insert(bytes.end(), std::begin(key), std::end(key));
    for (std::size_t i = 0; i < payload.size(); ++i)
        bytes.push_back(payload[i] ^ (fromClient ? key[i % 4] : 0));
    return bytes;
}

Buffer text(bool fromClient, std::string_view words)
{
    return frame(fromClient, 0x81, bytesOf(words));
}

Buffer close(bool fromClient, std::uint16_t code)
{
    return frame(fromClient, 0x88, wire::encodeCloseBody(code, {}));
}

} // namespace ajar::capture::test
