// SPDX-License-Identifier: MIT
#pragma once

#include "capture/byteinput.h"
#include "capture/bytes.h"
#include "capture/packet.h"

#include <memory>
#include <optional>
#include <string_view>
#include <variant>

namespace ajar::capture
{

/// The most that is read of one packet; no network has larger ones.
constexpr std::uint32_t mostPacketBytes = 16u << 20;

struct EndOfFile {
};
using ReadResult = std::variant<Packet, Problem, EndOfFile>;

/// Gives the packets of a capture file one after another. What it gets is hostile. After a problem
/// that it can't go on from there is nothing more to read.
class PacketReader
{
public:
    virtual ~PacketReader() = default;
    virtual ReadResult next() = 0;
    /// The program that wrote the file, as the file says; UTF-8 or not.
    virtual std::string writtenBy() const { return {}; }
    /// Packets that the capturing machine says it has lost.
    virtual std::uint64_t lostPackets() const { return 0; }
    /// Packets of which the file has no times: they get those of the packet before.
    virtual std::uint64_t packetsWithoutTime() const { return 0; }
};

/// The classic format of libpcap: both byte orders, micro- and nanoseconds.
class PcapReader : public PacketReader
{
public:
    explicit PcapReader(ByteInput &input)
        : m_input(input)
    {
    }
    ReadResult next() override;

private:
    std::optional<Problem> readHeader();

    ByteInput &m_input;
    ByteOrder m_order;
    std::size_t m_recordHeader = 16;
    std::uint32_t m_fraction = 1000; ///< nanoseconds in the unit of a time's second part
    std::uint32_t m_linkType = 0;
    std::uint64_t m_next = 0; ///< bytes of the last packet, still to be taken
    bool m_begun = false;
    bool m_over = false;
};

/// Whether a file that begins like this is a capture of either format.
bool isPcap(std::string_view beginning);
bool isPcapng(std::string_view beginning);

/// The reader for what the input begins with.
std::unique_ptr<PacketReader> makePacketReader(ByteInput &input);

} // namespace ajar::capture
