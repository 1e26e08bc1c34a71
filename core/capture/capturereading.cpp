// SPDX-License-Identifier: MIT
#include "capture/capturereading.h"

#include "capture/exportedpdu.h"
#include "capture/fragments.h"
#include "capture/linklayer.h"
#include "capture/pcapreader.h"

#include <algorithm>

namespace ajar::capture
{

namespace
{

constexpr std::uint64_t packetsBetweenLooks = 512;
constexpr std::size_t mostLinkTypes = 8; ///< that are named

/// "1 packet", "3 packets"
std::string counted(std::uint64_t count, const std::string &what)
{
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

/// "1 is", "3 are"
std::string are(std::uint64_t count, const std::string &what, const char *rest)
{
    return counted(count, what) + (count == 1 ? " is " : " are ") + rest;
}

class Reading
{
public:
    Reading(ByteInput &input, CaptureSink &sink, const CaptureOptions &options)
        : m_input(input)
        , m_options(options)
        , m_reader(makePacketReader(input))
        , m_conversations(sink)
    {
    }

    CaptureReport run()
    {
        while (readOne()) {
        }
        if (!m_report.stopped && !m_report.problem)
            m_conversations.finish();
        m_report.counts = m_conversations.counts();
        tellAll();
        return std::move(m_report);
    }

private:
    bool readOne();
    bool onProblem(const Problem &problem);
    void onPacket(const Packet &packet);
    void tellAll();
    void tell(std::uint64_t count, std::string text)
    {
        if (count > 0)
            m_report.notes.push_back(std::move(text));
    }

    ByteInput &m_input;
    const CaptureOptions &m_options;
    std::unique_ptr<PacketReader> m_reader;
    Conversations m_conversations;
    ExportedPdus m_pdus;
    Fragments m_fragments;
    CaptureReport m_report;
    std::optional<std::int64_t> m_start;
    std::int64_t m_last = 0;
    std::map<std::uint32_t, std::uint64_t> m_unknownLinks;
    std::uint64_t m_cutShort = 0, m_broken = 0, m_backwards = 0;
};

bool Reading::readOne()
{
    const ReadResult result = m_reader->next();
    if (std::holds_alternative<EndOfFile>(result))
        return false;
    if (const auto *problem = std::get_if<Problem>(&result))
        return onProblem(*problem);
    onPacket(std::get<Packet>(result));
    if (++m_report.packets % packetsBetweenLooks != 0 || !m_options.goOn ||
        m_options.goOn(m_input.offset()))
        return true;
    m_report.stopped = true;
    return false;
}

bool Reading::onProblem(const Problem &problem)
{
    if (!m_options.keepGoing) {
        m_report.problem = problem;
        return false;
    }
    ++m_report.leftOut;
    if (m_options.leftOut)
        m_options.leftOut(problem);
    return problem.canGoOn;
}

void Reading::onPacket(const Packet &packet)
{
    if (!m_start) {
        m_start = packet.nanoseconds;
        m_conversations.setWallStart(packet.nanoseconds);
    }
    // Clocks are set, and captures of several interfaces are not always sorted.
    m_backwards += packet.nanoseconds < m_last ? 1 : 0;
    m_last = packet.nanoseconds;
    m_cutShort += packet.bytes.size() < packet.length ? 1 : 0;
    const closing::Time t = std::max<std::int64_t>(packet.nanoseconds - *m_start, 0);
    if (packet.linkType == ExportedPdus::linkType) {
        if (const auto segment = m_pdus.segmentIn(packet.bytes, packet.length))
            m_conversations.add(t, *segment);
        return;
    }
    if (!isKnownLinkType(packet.linkType)) {
        ++m_unknownLinks[m_unknownLinks.size() < mostLinkTypes ? packet.linkType : UINT32_MAX];
        return;
    }
    const auto ip = ipIn(packet.linkType, packet.bytes);
    if (!ip)
        return;
    auto found = segmentIn(*ip);
    if (const auto *none = std::get_if<NoSegment>(&found); none && *none == NoSegment::Fragment) {
        const auto whole = m_fragments.add(t, *ip);
        if (!whole)
            return;
        found = segmentIn(*whole);
    }
    if (const auto *segment = std::get_if<Segment>(&found)) {
        m_conversations.add(t, *segment);
        return;
    }
    const NoSegment why = std::get<NoSegment>(found);
    m_broken += why == NoSegment::Broken ? 1 : 0;
}

void Reading::tellAll()
{
    const CaptureCounts &counts = m_report.counts;
    tell(counts.tls, are(counts.tls, "TCP connection",
                         "encrypted (TLS); what Wireshark decrypts with a key log and exports as "
                         "PDUs (OSI layer 7) can be imported"));
    tell(counts.others, are(counts.others, "TCP connection", "without a WebSocket, and left out"));
    tell(counts.begunBefore,
         counted(counts.begunBefore, "connection") +
             " had begun before the capture: what was agreed at the opening is not known");
    tell(counts.unfinished,
         counted(counts.unfinished, "connection") + " had not ended when the capture did");
    tell(counts.missingBytes, are(counts.missingBytes, "byte", "missing in the capture"));
    tell(m_cutShort,
         are(m_cutShort, "packet", "not whole: the capture has a limit on their length (snaplen)"));
    tell(m_reader->lostPackets(),
         are(m_reader->lostPackets(), "packet", "lost, as the capturing program says"));
    const std::uint64_t fragments = m_fragments.leftOut();
    tell(fragments, are(fragments, "IP fragment", "not put together, and left out"));
    tell(m_broken, are(m_broken, "packet", "broken: the lengths in them can't be"));
    for (const auto &[type, count] : m_unknownLinks)
        tell(count, are(count, "packet",
                        type == UINT32_MAX
                            ? "of further link types, which are not known here"
                            : ("of link type " + std::to_string(type) + ", which is not known here")
                                  .c_str()));
    tell(m_backwards,
         are(m_backwards, "packet", "earlier than the one before: times go on from the latest"));
    tell(m_reader->packetsWithoutTime(), are(m_reader->packetsWithoutTime(), "packet",
                                             "without a time, and have that of the one before"));
    tell(counts.tooMany,
         are(counts.tooMany, "packet", "of more TCP connections at a time than can be followed"));
}

} // namespace

CaptureReport readCapture(ByteInput &input, CaptureSink &sink, const CaptureOptions &options)
{
    return Reading(input, sink, options).run();
}

} // namespace ajar::capture
