// SPDX-License-Identifier: MIT
#include "session/wireframe.h"

#include "wire/frameencoder.h"

#include <vector>

namespace ajar::session
{

namespace
{

constexpr std::uint8_t rsv1 = 4;

QByteArray encoded(const wire::FrameHeader &header, const QByteArray &payload)
{
    std::vector<std::uint8_t> bytes;
    bytes.reserve(header.size() + static_cast<std::size_t>(payload.size()));
    wire::appendFrame(bytes, header,
                      {reinterpret_cast<const std::uint8_t *>(payload.constData()),
                       static_cast<std::size_t>(payload.size())});
    return {reinterpret_cast<const char *>(bytes.data()), static_cast<qsizetype>(bytes.size())};
}

} // namespace

bool isOnTheWire(const Row &row)
{
    return row.kind == Kind::Opaque ||
           (row.isFrame() && closing::onTheWire(row.direction, row.disposition));
}

QByteArray wireBytesOf(const Row &row)
{
    return encoded(row.header, row.payload);
}

QByteArray plainBytesOf(const Row &row, const QByteArray &content)
{
    wire::FrameHeader header = row.header;
    header.rsv = static_cast<std::uint8_t>(header.rsv & ~rsv1);
    header.length = static_cast<std::uint64_t>(content.size());
    header.lengthForm = wire::minimalForm(header.length);
    return encoded(header, content);
}

} // namespace ajar::session
