// SPDX-License-Identifier: MIT
#include "capture/framelane.h"

#include "closing/failure.h"
#include "wire/closebody.h"

#include <algorithm>
#include <array>

namespace ajar::capture
{

using closing::Direction;
using closing::Event;
using closing::Time;
using wire::Finding;
using wire::Opcode;

namespace
{

constexpr std::uint64_t mostInflated = 64ull << 20;
constexpr std::uint8_t rsv1 = 4;
/// How much may be filled with zeros: so that a small file can't make a large session, no more than
/// this beyond so many times what was there.
constexpr std::uint64_t mostFilled = 64 * 1024;
constexpr std::uint64_t mostFilledTimes = 16;

wire::FrameDecoder::Options decoderOptions(wire::Role sender)
{
    wire::FrameDecoder::Options options;
    options.sender = sender;
    return options;
}

std::string name(Direction direction)
{
    return direction == Direction::Sent ? "sent" : "received";
}

/// Without what only the zeros in place of missing bytes break.
wire::FindingSet withoutContent(wire::FindingSet findings)
{
    wire::FindingSet kept;
    for (int i = 0; i < wire::findingCount; ++i) {
        const auto one = static_cast<Finding>(i);
        if (findings.has(one) && one != Finding::TextUtf8 && one != Finding::DeflateInflates &&
            one != Finding::CloseReasonUtf8 && one != Finding::DeflateWindow)
            kept.add(one);
    }
    return kept;
}

} // namespace

FrameLane::FrameLane(Direction direction, closing::Journal &journal, closing::CloseMonitor &monitor)
    : m_direction(direction)
    , m_sender(direction == Direction::Sent ? wire::Role::Client : wire::Role::Server)
    , m_journal(journal)
    , m_monitor(monitor)
    , m_options(decoderOptions(m_sender))
    , m_decoder(m_options)
    , m_tracker(m_sender)
{
}

void FrameLane::agree(const wire::DeflateParameters &deflate)
{
    m_agreed = deflate;
    m_options.rsvAllowed = rsv1;
    m_decoder.allowRsv(rsv1);
    m_stream.emplace(deflate, m_sender, mostInflated);
}

void FrameLane::beginBlindly()
{
    m_options.rsvAllowed = 7;
    m_decoder.allowRsv(7);
    m_lost = true;
    m_mayResume = true;
}

void FrameLane::bytes(Time t, wire::Bytes bytes)
{
    if (m_lost && !(m_mayResume && resume(t, bytes))) {
        m_journal.opaque(t, m_direction, bytes);
        return;
    }
    decode(t, bytes);
}

void FrameLane::decode(Time t, wire::Bytes bytes)
{
    m_seen += bytes.size();
    m_tracker.feed(bytes);
    m_decoder.feed(bytes);
    while (const auto frame = m_decoder.next())
        onFrame(t, *frame);
    if (m_decoder.lost()) {
        m_lost = true;
        m_journal.opaque(t, m_direction, m_decoder.takeOpaque());
    }
}

/// A hole inside a payload is filled: the frame keeps its length, and those behind it their places.
void FrameLane::gap(Time t, std::uint64_t bytes, bool cut)
{
    const std::uint64_t mayFill = mostFilled + mostFilledTimes * (m_seen - m_filled);
    const bool fits = !m_lost && bytes <= m_tracker.left() && bytes + m_filled <= mayFill;
    closing::Attributes attributes{{"direction", name(m_direction)},
                                   {"bytes", static_cast<std::int64_t>(bytes)},
                                   {"reason", std::string(cut ? "cut-short" : "not-captured")}};
    if (fits)
        attributes.emplace_back("filled", std::string("zeros"));
    m_journal.event(t, Event::Gap, std::move(attributes));
    if (fits)
        fill(t, bytes);
    else if (!m_lost)
        lose(t, "bytes are missing in the capture");
}

void FrameLane::fill(Time t, std::uint64_t bytes)
{
    m_mended = true;
    m_filled += bytes;
    std::array<std::uint8_t, 4096> zeros{};
    while (bytes > 0) {
        for (std::size_t i = 0; i < 4; ++i)
            zeros[i] = m_tracker.zero(i);
        for (std::size_t i = 4; i < zeros.size(); ++i)
            zeros[i] = zeros[i - 4];
        const auto part = std::min<std::uint64_t>(bytes, zeros.size());
        decode(t, wire::Bytes(zeros).first(static_cast<std::size_t>(part)));
        bytes -= part;
    }
}

void FrameLane::lose(Time t, const char *why)
{
    m_lost = true;
    m_mayResume = true;
    m_journal.event(t, Event::FramingLost,
                    {{"direction", name(m_direction)}, {"text", std::string(why)}});
}

/// After a hole frames are found again where a segment looks like them from its beginning. What was
/// before is forgotten, also the context of compression.
bool FrameLane::resume(Time t, wire::Bytes bytes)
{
    if (!looksLikeFrames(bytes, m_sender))
        return false;
    m_lost = false;
    m_mended = true;
    m_decoder = wire::FrameDecoder(m_options);
    m_tracker = FrameTracker(m_sender);
    if (m_agreed)
        m_stream.emplace(*m_agreed, m_sender, mostInflated);
    m_journal.event(t, Event::Gap,
                    {{"direction", name(m_direction)},
                     {"text", std::string("frames are found again from here")}});
    return true;
}

void FrameLane::onFrame(Time t, const wire::FrameView &view)
{
    wire::CompressedStream::Part part;
    if (m_stream && !m_decoder.lost()) {
        if (const auto context = m_stream->takeContext(view.header))
            m_journal.context(t, m_direction, *context);
        part = m_stream->frame(view.header, view.payload);
    }
    closing::FrameRecord record;
    record.t = t;
    record.header = view.header;
    record.findings = view.findings;
    record.findings.add(part.findings);
    if (m_mended) {
        record.findings = withoutContent(record.findings);
        part.problem = {};
        part.textFault.reset();
    }
    record.direction = m_direction;
    if (part.compressed)
        record.inflated = part.content.size();
    const std::uint64_t number = m_journal.frame(record, view.payload);
    if (!record.findings.empty() || !part.problem.empty())
        reportFaults(t, {view.header, view.payload, record.findings}, part, number);
    if (view.header.opcode == Opcode::Close && !m_decoder.lost())
        onClose(t, view.payload);
    // With a context that is lost no later message inflates as it should.
    const bool contextIsLost = m_stream && part.compressed && m_mended;
    if (view.header.fin && !wire::isControl(view.header.opcode) && !contextIsLost)
        m_mended = false;
}

void FrameLane::reportFaults(Time t, const wire::FrameView &view,
                             const wire::CompressedStream::Part &part, std::uint64_t number)
{
    const auto limit = [&](const char *what, std::uint64_t value) {
        m_journal.event(t, Event::LimitReached,
                        {{"limit", std::string(what)},
                         {"value", static_cast<std::int64_t>(value)},
                         {"frame", static_cast<std::int64_t>(number)}});
    };
    if (view.findings.has(Finding::FrameTooLarge))
        limit("frame-size", m_options.maxFrameLength);
    if (view.findings.has(Finding::MessageTooLarge))
        limit("message-size", m_options.maxMessageLength);
    if (view.findings.has(Finding::DeflateBomb))
        limit("inflated-size", mostInflated);
    if (!part.problem.empty())
        m_journal.finding(
            {Finding::DeflateInflates, m_direction, number, std::string(part.problem), t});
    const auto fault = part.textFault ? part.textFault
                       : view.findings.has(Finding::TextUtf8)
                           ? std::optional(m_decoder.check().textFault())
                           : std::nullopt;
    if (fault)
        m_journal.finding({Finding::TextUtf8, m_direction, number,
                           "byte " + std::to_string(*fault) + " of the message is no UTF-8", t});
    if (m_decoder.lost())
        m_journal.event(t, Event::FramingLost, {{"findings", closing::idsOf(view.findings)}});
}

void FrameLane::onClose(Time t, wire::Bytes payload)
{
    const wire::CloseBody body = wire::parseCloseBody(payload);
    closing::CloseSeen close{t, body.code, body.reason};
    const auto change = m_direction == Direction::Sent ? m_monitor.closeSent(std::move(close))
                                                       : m_monitor.closeReceived(std::move(close));
    if (change)
        m_journal.state({change->t, change->state, change->previous});
}

} // namespace ajar::capture
