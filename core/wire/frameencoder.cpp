// SPDX-License-Identifier: MIT
#include "wire/frameencoder.h"

#include "wire/masking.h"

#include <algorithm>

namespace ajar::wire
{

namespace
{
template<std::size_t Width>
std::size_t putBigEndian(std::uint64_t value, std::uint8_t *out)
{
    for (std::size_t i = 0; i < Width; ++i)
        out[i] = static_cast<std::uint8_t>(value >> (8 * (Width - 1 - i)));
    return Width;
}
} // namespace

FrameHeader makeHeader(Opcode opcode, std::uint64_t length, bool fin,
                       const std::array<std::uint8_t, 4> *maskKey)
{
    FrameHeader header;
    header.fin = fin;
    header.opcode = opcode;
    header.length = length;
    header.lengthForm = minimalForm(length);
    if (maskKey) {
        header.masked = true;
        header.maskKey = *maskKey;
    }
    return header;
}

std::size_t encodeHeader(const FrameHeader &header, std::span<std::uint8_t, 14> out)
{
    out[0] = static_cast<std::uint8_t>((header.fin ? 0x80 : 0) | (header.rsv & 7) << 4 |
                                       (static_cast<unsigned>(header.opcode) & 0x0F));
    std::uint8_t second = header.masked ? 0x80 : 0;
    std::size_t size = 2;
    switch (header.lengthForm) {
    case LengthForm::Short:
        second = static_cast<std::uint8_t>(second | (header.length & 0x7F));
        break;
    case LengthForm::Word:
        second |= 126;
        size += putBigEndian<2>(header.length, &out[size]);
        break;
    case LengthForm::Quad:
        second |= 127;
        size += putBigEndian<8>(header.length, &out[size]);
        break;
    }
    out[1] = second;
    if (header.masked) {
        std::copy(header.maskKey.begin(), header.maskKey.end(), &out[size]);
        size += header.maskKey.size();
    }
    return size;
}

void appendFrame(std::vector<std::uint8_t> &out, const FrameHeader &header, Bytes payload)
{
    std::array<std::uint8_t, 14> head;
    const std::size_t headSize = encodeHeader(header, head);
    out.insert(out.end(), head.begin(), head.begin() + headSize);
    out.insert(out.end(), payload.begin(), payload.end());
    if (header.masked)
        applyMask(std::span(out).last(payload.size()), header.maskKey);
}

} // namespace ajar::wire
