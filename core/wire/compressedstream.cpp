// SPDX-License-Identifier: MIT
#include "wire/compressedstream.h"

namespace ajar::wire
{

namespace
{

constexpr std::uint8_t rsv1 = 4;
constexpr std::uint64_t contextInterval = 1u << 20;
constexpr std::size_t keptCapacity = 1u << 20;

Inflater::Options inflaterOptions(const DeflateParameters &agreed, Role sender,
                                  std::uint64_t maxMessage)
{
    const bool server = sender == Role::Server;
    Inflater::Options options;
    options.windowBits = server ? agreed.serverMaxWindowBits : agreed.clientMaxWindowBits;
    options.contextTakeover =
        !(server ? agreed.serverNoContextTakeover : agreed.clientNoContextTakeover);
    options.maxMessage = maxMessage;
    return options;
}

} // namespace

CompressedStream::CompressedStream(const DeflateParameters &agreed, Role sender,
                                   std::uint64_t maxMessage)
    : m_takeover(inflaterOptions(agreed, sender, maxMessage).contextTakeover)
    , m_inflater(inflaterOptions(agreed, sender, maxMessage))
{
}

CompressedStream::Part CompressedStream::frame(const FrameHeader &header, Bytes payload)
{
    Part part;
    if (isControl(header.opcode) || isReserved(header.opcode))
        return part;
    if (header.opcode != Opcode::Continuation) {
        m_toldBeyond = false;
        m_inside = header.rsv & rsv1;
        m_isText = header.opcode == Opcode::Text;
        m_broken = false;
        m_text.reset();
    }
    if (!m_inside)
        return part;
    part.compressed = true;
    m_inside = !header.fin;
    m_sinceContext += payload.size();
    m_content.clear();
    if (m_content.capacity() > keptCapacity)
        m_content.shrink_to_fit();
    // Also the rest of a broken message: the inflater has to see where the message ends.
    const auto status = m_inflater.feed(payload, header.fin, m_content);
    if (m_broken)
        return part;
    part.content = m_content;
    part.problem = m_inflater.problem();
    if (m_inflater.beyondWindow() && !m_toldBeyond) {
        m_toldBeyond = true;
        if (status == Inflater::Status::Ok)
            part.findings.add(Finding::DeflateWindow);
        else if (!m_takeover && m_messages > 0)
            part.findings.add(Finding::DeflateNoTakeover);
    }
    if (status != Inflater::Status::Ok) {
        const bool tooLarge = status == Inflater::Status::TooLarge;
        part.findings.add(tooLarge ? Finding::DeflateBomb : Finding::DeflateInflates);
        m_broken = true;
        return part;
    }
    m_messages += header.fin;
    if (!m_isText)
        return part;
    const bool valid = m_text.feed(m_content);
    if (!valid || (header.fin && !m_text.complete())) {
        part.findings.add(Finding::TextUtf8);
        part.textFault = m_text.faultOffset();
        m_isText = false;
    }
    return part;
}

std::optional<std::vector<std::uint8_t>> CompressedStream::takeContext(const FrameHeader &next)
{
    if (!m_takeover || m_sinceContext < contextInterval || m_broken || isControl(next.opcode) ||
        next.opcode == Opcode::Continuation || !(next.rsv & rsv1))
        return std::nullopt;
    m_sinceContext = 0;
    return m_inflater.window();
}

} // namespace ajar::wire
