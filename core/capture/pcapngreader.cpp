// SPDX-License-Identifier: MIT
#include "capture/pcapngreader.h"

#include <algorithm>
#include <utility>

namespace ajar::capture
{

namespace
{

constexpr std::uint32_t sectionHeader = 0x0A0D0D0A;
constexpr std::uint32_t interfaceDescription = 1;
constexpr std::uint32_t obsoletePacket = 2;
constexpr std::uint32_t simplePacket = 3;
constexpr std::uint32_t interfaceStatistics = 5;
constexpr std::uint32_t enhancedPacket = 6;

constexpr std::uint32_t byteOrderMagic = 0x1A2B3C4D;
constexpr std::uint32_t smallestBlock = 12;
/// What is behind a packet in its block: options, among them comments.
constexpr std::uint32_t mostOptionBytes = 1u << 20;
constexpr std::size_t mostInterfaces = 65536;

constexpr std::uint16_t endOfOptions = 0;
constexpr std::uint16_t userApplication = 4;
constexpr std::uint16_t timeResolution = 9;
constexpr std::uint16_t timeOffset = 14;
constexpr std::uint16_t lostByInterface = 5;
constexpr std::uint16_t lostBySystem = 7;

constexpr std::uint64_t padded(std::uint64_t length)
{
    return (length + 3) & ~std::uint64_t{3};
}

bool isRead(std::uint32_t type)
{
    return type == sectionHeader || type == interfaceDescription || type == obsoletePacket ||
           type == simplePacket || type == interfaceStatistics || type == enhancedPacket;
}

} // namespace

ReadResult PcapngReader::next()
{
    while (!m_over) {
        if (Step step = readBlock()) {
            const auto *problem = std::get_if<Problem>(&*step);
            m_over = std::holds_alternative<EndOfFile>(*step) || (problem && !problem->canGoOn);
            return std::move(*step);
        }
    }
    return EndOfFile{};
}

std::uint64_t PcapngReader::lostPackets() const
{
    std::uint64_t lost = m_lostBefore;
    for (const Interface &one : m_interfaces)
        lost += one.lost;
    return lost;
}

PcapngReader::Step PcapngReader::readBlock()
{
    m_input.skip(std::exchange(m_rest, 0));
    if (m_input.peek(1).empty())
        return EndOfFile{};
    Block block;
    if (auto problem = beginBlock(block))
        return std::move(*problem);
    return takeBlock(block);
}

/// The byte order of a section stands in its header behind the block's length.
std::optional<Problem> PcapngReader::readByteOrder()
{
    const wire::Bytes head = m_input.peek(12);
    if (head.size() < 12)
        return Problem{m_input.offset(), "the file ends inside a section's header", true, false};
    if (be32(head, 8) == byteOrderMagic)
        m_order.big = true;
    else if (ByteOrder{}.u32(head, 8) == byteOrderMagic)
        m_order.big = false;
    else
        return Problem{m_input.offset() + 8, "a section's header does not tell its byte order",
                       false, false};
    return std::nullopt;
}

/// Finds where the block ends. Where that can't be true, nothing behind it can be found either.
std::optional<Problem> PcapngReader::beginBlock(Block &block)
{
    block.offset = m_input.offset();
    wire::Bytes head = m_input.peek(8);
    if (head.size() < 8)
        return Problem{block.offset, "the file ends inside the header of a block", true, false};
    // This type reads the same in both orders.
    if (be32(head, 0) == sectionHeader) {
        if (auto problem = readByteOrder())
            return problem;
        head = m_input.peek(8);
    } else if (!m_begun) {
        return Problem{block.offset, "it does not begin with a section's header", false, false};
    }
    block.type = m_order.u32(head, 0);
    block.total = m_order.u32(head, 4);
    if (block.total < smallestBlock || block.total % 4 != 0)
        return Problem{block.offset + 4,
                       "a block's length is " + std::to_string(block.total) +
                           ", where a multiple of 4 from 12 on belongs",
                       false, false};
    const std::uint64_t most = std::uint64_t{mostPacketBytes} + mostOptionBytes;
    if (isRead(block.type) && block.total > most)
        return Problem{block.offset + 4,
                       "a block of " + std::to_string(block.total) + " bytes, more than " +
                           std::to_string(most) + ", can't be",
                       false, false};
    return std::nullopt;
}

PcapngReader::Step PcapngReader::takeBlock(const Block &begun)
{
    Block block = begun;
    const Problem cutOff{block.offset, "the file ends inside a block", true, false};
    if (!isRead(block.type)) {
        if (!m_input.skip(block.total))
            return cutOff;
        return std::nullopt;
    }
    const wire::Bytes all = m_input.peek(static_cast<std::size_t>(block.total));
    if (all.size() < block.total)
        return cutOff;
    m_rest = block.total;
    if (m_order.u32(all, all.size() - 4) != block.total)
        return Problem{block.offset + block.total - 4,
                       "the length at the end of a block is not that at its beginning", false,
                       false};
    block.body = all.subspan(8, all.size() - smallestBlock);
    switch (block.type) {
    case sectionHeader:
        return takeSection(block);
    case interfaceDescription:
        return takeInterface(block);
    case interfaceStatistics:
        return takeStatistics(block);
    case simplePacket:
        return takeSimplePacket(block);
    default:
        return takePacket(block, block.type == obsoletePacket);
    }
}

/// The options up to the first that does not fit.
template<typename Each>
void PcapngReader::eachOption(wire::Bytes options, const Each &each) const
{
    while (options.size() >= 4) {
        const std::uint16_t code = m_order.u16(options, 0);
        const std::uint16_t length = m_order.u16(options, 2);
        if (code == endOfOptions || length > options.size() - 4)
            return;
        each(code, options.subspan(4, length));
        options = options.subspan(
            static_cast<std::size_t>(std::min<std::uint64_t>(4 + padded(length), options.size())));
    }
}

PcapngReader::Step PcapngReader::takeSection(const Block &block)
{
    if (block.body.size() < 16)
        return Problem{block.offset, "a section's header is too short", false, false};
    if (const std::uint16_t version = m_order.u16(block.body, 4); version != 1)
        return Problem{block.offset + 12,
                       "a section's version is " + std::to_string(version) +
                           ", where only 1 is known",
                       false, false};
    m_begun = true;
    m_lostBefore = lostPackets();
    m_interfaces.clear();
    eachOption(block.body.subspan(16), [this](std::uint16_t code, wire::Bytes value) {
        if (code == userApplication && m_writtenBy.empty())
            m_writtenBy.assign(value.begin(), value.end());
    });
    return std::nullopt;
}

PcapngReader::Step PcapngReader::takeInterface(const Block &block)
{
    if (block.body.size() < 8)
        return Problem{block.offset, "the description of an interface is too short", false, true};
    if (m_interfaces.size() >= mostInterfaces)
        return Problem{block.offset, "a section has more than 65536 interfaces", false, false};
    Interface made;
    made.linkType = m_order.u16(block.body, 0);
    made.snapLength = m_order.u32(block.body, 4);
    eachOption(block.body.subspan(8), [&](std::uint16_t code, wire::Bytes value) {
        if (code == timeResolution && !value.empty())
            made.resolution = value[0];
        else if (code == timeOffset && value.size() >= 8)
            made.offsetSeconds = static_cast<std::int64_t>(m_order.u64(value, 0));
    });
    m_interfaces.push_back(made);
    return std::nullopt;
}

PcapngReader::Step PcapngReader::takeStatistics(const Block &block)
{
    if (block.body.size() < 12 || m_order.u32(block.body, 0) >= m_interfaces.size())
        return std::nullopt;
    std::uint64_t byInterface = 0;
    std::uint64_t bySystem = 0;
    eachOption(block.body.subspan(12), [&](std::uint16_t code, wire::Bytes value) {
        if (code == lostByInterface && value.size() >= 8)
            byInterface = m_order.u64(value, 0);
        else if (code == lostBySystem && value.size() >= 8)
            bySystem = m_order.u64(value, 0);
    });
    // They count from the capture's start.
    m_interfaces[m_order.u32(block.body, 0)].lost = byInterface + bySystem;
    return std::nullopt;
}

PcapngReader::Step PcapngReader::takePacket(const Block &block, bool obsolete)
{
    if (block.body.size() < 20)
        return Problem{block.offset, "the block of a packet is too short", false, true};
    const std::uint32_t id = obsolete ? m_order.u16(block.body, 0) : m_order.u32(block.body, 0);
    if (id >= m_interfaces.size())
        return Problem{block.offset + 8,
                       "a packet is of interface " + std::to_string(id) +
                           ", which is not described",
                       false, true};
    const Interface &where = m_interfaces[id];
    const std::uint64_t units =
        std::uint64_t{m_order.u32(block.body, 4)} << 32 | m_order.u32(block.body, 8);
    const std::uint32_t kept = m_order.u32(block.body, 12);
    if (kept > block.body.size() - 20)
        return Problem{block.offset + 20,
                       "a packet of " + std::to_string(kept) + " bytes does not fit its block of " +
                           std::to_string(block.total),
                       false, true};
    Packet packet;
    packet.offset = block.offset;
    packet.linkType = where.linkType;
    packet.nanoseconds = nanosecondsOf(units, where.resolution, where.offsetSeconds);
    packet.bytes = block.body.subspan(20, kept);
    packet.length = m_order.u32(block.body, 16);
    m_lastTime = packet.nanoseconds;
    return packet;
}

PcapngReader::Step PcapngReader::takeSimplePacket(const Block &block)
{
    if (block.body.size() < 4 || m_interfaces.empty())
        return Problem{block.offset,
                       m_interfaces.empty() ? "a packet is of interface 0, which is not described"
                                            : "the block of a packet is too short",
                       false, true};
    const Interface &where = m_interfaces.front();
    Packet packet;
    packet.offset = block.offset;
    packet.linkType = where.linkType;
    packet.hasTime = false;
    packet.nanoseconds = m_lastTime;
    packet.length = m_order.u32(block.body, 0);
    const std::uint32_t limit = where.snapLength == 0 ? UINT32_MAX : where.snapLength;
    packet.bytes =
        block.body.subspan(4, std::min<std::size_t>({packet.length, limit, block.body.size() - 4}));
    ++m_withoutTime;
    return packet;
}

} // namespace ajar::capture
