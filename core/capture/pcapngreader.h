// SPDX-License-Identifier: MIT
#pragma once

#include "capture/pcapreader.h"

#include <map>
#include <vector>

namespace ajar::capture
{

/// pcapng (draft-ietf-opsawg-pcapng): any number of sections, each in its own byte order, with
/// their interfaces; enhanced, simple and obsolete packet blocks. Other blocks are passed over.
class PcapngReader : public PacketReader
{
public:
    explicit PcapngReader(ByteInput &input)
        : m_input(input)
    {
    }
    ReadResult next() override;
    std::string writtenBy() const override { return m_writtenBy; }
    std::uint64_t lostPackets() const override;
    std::uint64_t packetsWithoutTime() const override { return m_withoutTime; }

private:
    struct Interface {
        std::uint32_t linkType = 0;
        std::uint32_t snapLength = 0; ///< 0: no limit
        std::uint8_t resolution = 6;  ///< as in if_tsresol
        std::int64_t offsetSeconds = 0;
        std::uint64_t lost = 0;
    };
    struct Block {
        std::uint64_t offset = 0;
        std::uint32_t type = 0;
        std::uint64_t total = 0; ///< bytes, with both lengths
        wire::Bytes body;
    };
    using Step = std::optional<ReadResult>; ///< nullopt: nothing to tell, read on

    Step readBlock();
    std::optional<Problem> beginBlock(Block &block);
    std::optional<Problem> readByteOrder();
    Step takeBlock(const Block &block);
    Step takeSection(const Block &block);
    Step takeInterface(const Block &block);
    Step takeStatistics(const Block &block);
    Step takePacket(const Block &block, bool obsolete);
    Step takeSimplePacket(const Block &block);
    template<typename Each>
    void eachOption(wire::Bytes options, const Each &each) const;

    ByteInput &m_input;
    ByteOrder m_order;
    std::vector<Interface> m_interfaces;
    std::string m_writtenBy;
    std::uint64_t m_lostBefore = 0; ///< of earlier sections
    std::uint64_t m_withoutTime = 0;
    std::int64_t m_lastTime = 0;
    std::uint64_t m_rest = 0; ///< bytes of the last block, still to be passed over
    bool m_begun = false;
    bool m_over = false;
};

/// A time in an interface's units as nanoseconds since 1970, at the ends of what fits if it does
/// not. `resolution` as in if_tsresol: a negative power of 10, or with the top bit set of 2.
std::int64_t nanosecondsOf(std::uint64_t units, std::uint8_t resolution,
                           std::int64_t offsetSeconds);

} // namespace ajar::capture
