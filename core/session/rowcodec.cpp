// SPDX-License-Identifier: MIT
#include "session/rowcodec.h"

#include "session/crc32.h"

#include <zlib.h>

#include <array>
#include <bit>
#include <cstring>
#include <initializer_list>

namespace ajar::session
{

namespace
{

constexpr std::int64_t directionBit = 1 << 11;
constexpr std::int64_t legBit = 1 << 12;
constexpr int dispositionShift = 13;
constexpr std::int64_t chunkedBit = 1 << 16;
constexpr std::uint64_t knownFindings = (std::uint64_t{1} << wire::findingCount) - 1;

std::int64_t packMask(const std::array<std::uint8_t, 4> &key)
{
    return std::int64_t{key[0]} << 24 | std::int64_t{key[1]} << 16 | std::int64_t{key[2]} << 8 |
           std::int64_t{key[3]};
}

std::array<std::uint8_t, 4> unpackMask(std::int64_t mask)
{
    const auto byte = [mask](int shift) { return static_cast<std::uint8_t>(mask >> shift & 0xFF); };
    return {byte(24), byte(16), byte(8), byte(0)};
}

/// Collects what columnsChecksum() sums.
class ColumnBytes
{
public:
    void add(std::int64_t value)
    {
        if constexpr (std::endian::native == std::endian::big)
            value = static_cast<std::int64_t>(__builtin_bswap64(static_cast<std::uint64_t>(value)));
        std::memcpy(m_bytes.data() + m_size, &value, sizeof value);
        m_size += sizeof value;
    }
    void addOptional(std::initializer_list<std::optional<std::int64_t>> values)
    {
        unsigned char &present = m_bytes[m_size++];
        unsigned int bit = 1;
        for (const auto &value : values) {
            if (value) {
                present = static_cast<unsigned char>(present | bit);
                add(*value);
            }
            bit <<= 1;
        }
    }
    std::uint32_t checksum() const { return session::checksum(m_bytes.data(), m_size); }

private:
    std::array<unsigned char, 10 * 8 + 1> m_bytes{};
    std::size_t m_size = 0;
};

} // namespace

std::int64_t packBits(const PackedBits &bits)
{
    return (bits.fin ? 0x80 : 0) | (bits.rsv & 7) << 4 | (bits.opcode & 0xF) |
           (bits.masked ? 0x100 : 0) | (bits.lengthForm & 3) << 9 |
           (bits.direction == closing::Direction::Received ? directionBit : 0) |
           (bits.leg == closing::Leg::Endpoint ? legBit : 0) |
           static_cast<std::int64_t>(bits.disposition) << dispositionShift |
           (bits.chunked ? chunkedBit : 0);
}

std::optional<PackedBits> unpackBits(std::int64_t bits)
{
    const auto disposition = bits >> dispositionShift & 7;
    PackedBits unpacked{.fin = (bits & 0x80) != 0,
                        .rsv = static_cast<std::uint8_t>(bits >> 4 & 7),
                        .opcode = static_cast<std::uint8_t>(bits & 0xF),
                        .masked = (bits & 0x100) != 0,
                        .lengthForm = static_cast<std::uint8_t>(bits >> 9 & 3),
                        .direction = bits & directionBit ? closing::Direction::Received
                                                         : closing::Direction::Sent,
                        .leg = bits & legBit ? closing::Leg::Endpoint : closing::Leg::Peer,
                        .disposition = static_cast<closing::Disposition>(disposition),
                        .chunked = (bits & chunkedBit) != 0};
    if (bits < 0 || bits >= chunkedBit << 1 || unpacked.lengthForm > 2 ||
        disposition > static_cast<int>(closing::Disposition::Edited))
        return std::nullopt;
    return unpacked;
}

std::uint32_t checksum(const void *data, std::size_t size)
{
    return crc32Of(data, size);
}

std::uint32_t combineChecksums(std::uint32_t first, std::uint32_t second, std::size_t secondSize)
{
    return static_cast<std::uint32_t>(
        crc32_combine(first, second, static_cast<z_off_t>(secondSize)));
}

std::uint32_t columnsChecksum(const StoredRow &row)
{
    ColumnBytes bytes;
    bytes.add(row.id);
    bytes.add(row.kind);
    bytes.add(row.t);
    bytes.add(row.n);
    bytes.add(row.bits);
    bytes.addOptional({row.length, row.mask, row.ref, row.findings, row.inflated});
    return bytes.checksum();
}

std::int64_t rowChecksum(const StoredRow &row, std::uint32_t payloadChecksum)
{
    return static_cast<std::int64_t>(std::uint64_t{payloadChecksum} << 32 | columnsChecksum(row));
}

StoredRow frameRow(const closing::FrameRecord &frame)
{
    const wire::FrameHeader &header = frame.header;
    StoredRow row;
    row.kind = static_cast<int>(wire::isControl(header.opcode) ? Kind::Control : Kind::Data);
    row.t = frame.t;
    row.n = static_cast<std::int64_t>(frame.number);
    row.bits = packBits({.fin = header.fin,
                         .rsv = header.rsv,
                         .opcode = static_cast<std::uint8_t>(header.opcode),
                         .masked = header.masked,
                         .lengthForm = static_cast<std::uint8_t>(header.lengthForm),
                         .direction = frame.direction,
                         .leg = frame.leg,
                         .disposition = frame.disposition});
    if (header.length != frame.payloadSize)
        row.length = static_cast<std::int64_t>(header.length);
    if (header.masked)
        row.mask = packMask(header.maskKey);
    if (frame.ref)
        row.ref = static_cast<std::int64_t>(frame.ref);
    if (!frame.findings.empty())
        row.findings = static_cast<std::int64_t>(frame.findings.bits());
    if (frame.inflated)
        row.inflated = static_cast<std::int64_t>(*frame.inflated);
    return row;
}

bool decodeFrame(const StoredRow &stored, Row &row)
{
    const auto bits = unpackBits(stored.bits);
    if (!bits)
        return false;
    const auto opcode = static_cast<wire::Opcode>(bits->opcode);
    row.number = static_cast<quint64>(stored.n);
    row.ref = static_cast<quint64>(stored.ref.value_or(0));
    row.header = {.fin = bits->fin,
                  .rsv = bits->rsv,
                  .opcode = opcode,
                  .masked = bits->masked,
                  .lengthForm = static_cast<wire::LengthForm>(bits->lengthForm),
                  .maskKey = unpackMask(stored.mask.value_or(0)),
                  .length = stored.length ? static_cast<quint64>(*stored.length)
                                          : static_cast<quint64>(row.payloadSize)};
    row.findings =
        wire::FindingSet(static_cast<quint64>(stored.findings.value_or(0)) & knownFindings);
    if (stored.inflated)
        row.inflated = static_cast<quint64>(*stored.inflated);
    row.direction = bits->direction;
    row.leg = bits->leg;
    row.disposition = bits->disposition;
    return stored.mask.has_value() == bits->masked && stored.mask.value_or(0) >= 0 &&
           stored.mask.value_or(0) <= 0xFFFFFFFF && stored.n > 0 && stored.ref.value_or(1) > 0 &&
           stored.inflated.value_or(0) >= 0 &&
           wire::isControl(opcode) == (row.kind == Kind::Control);
}

} // namespace ajar::session
