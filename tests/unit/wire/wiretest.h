// SPDX-License-Identifier: MIT
#pragma once

#include "wire/framedecoder.h"

#include <QByteArray>
#include <QStringList>

#include <vector>

/// What the codec's tests share: bytes written as text, and results written as text to compare.
namespace wiretest
{

using Buffer = std::vector<std::uint8_t>;

inline Buffer bytes(const QByteArray &data)
{
    return {data.begin(), data.end()};
}
inline Buffer hex(const char *text)
{
    return bytes(QByteArray::fromHex(text));
}

inline Buffer operator+(Buffer left, const Buffer &right)
{
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

inline QString latin(std::string_view text)
{
    return QString::fromLatin1(text.data(), static_cast<qsizetype>(text.size()));
}

inline QString findingIds(ajar::wire::FindingSet findings)
{
    QStringList ids;
    for (int i = 0; i < ajar::wire::findingCount; ++i) {
        const auto finding = static_cast<ajar::wire::Finding>(i);
        if (findings.has(finding))
            ids << latin(findingId(finding));
    }
    return ids.join(u' ');
}

/// One line a frame: "FIN op1 rsv4 mask=37fa213d form=2 len=5 48656c6c6f [finding finding]"; a part
/// that says nothing is left out.
inline QString describe(const ajar::wire::FrameView &frame)
{
    const ajar::wire::FrameHeader &header = frame.header;
    const auto toHex = [](ajar::wire::Bytes data) {
        return QString::fromLatin1(
            QByteArray(reinterpret_cast<const char *>(data.data()), qsizetype(data.size()))
                .toHex());
    };
    QStringList parts;
    if (header.fin)
        parts << QStringLiteral("FIN");
    parts << QStringLiteral("op%1").arg(static_cast<int>(header.opcode));
    if (header.rsv)
        parts << QStringLiteral("rsv%1").arg(header.rsv);
    if (header.masked)
        parts << QStringLiteral("mask=") + toHex(header.maskKey);
    if (header.lengthForm != ajar::wire::LengthForm::Short)
        parts << QStringLiteral("form=%1").arg(static_cast<int>(header.lengthForm));
    parts << QStringLiteral("len=%1").arg(header.length);
    if (frame.payload.size() > 64)
        parts << QStringLiteral("hash=%1").arg(
            qHashBits(frame.payload.data(), frame.payload.size()));
    else if (!frame.payload.empty())
        parts << toHex(frame.payload);
    if (!frame.findings.empty())
        parts << u'[' + findingIds(frame.findings) + u']';
    return parts.join(u' ');
}

/// Feeds the pieces and describes all that comes out: frames, then what the decoder says at the
/// end. Each piece lies in memory of its own, for the address sanitizer to see every step beyond
/// it.
inline QStringList decode(const std::vector<Buffer> &pieces,
                          const ajar::wire::FrameDecoder::Options &options)
{
    ajar::wire::FrameDecoder decoder(options);
    QStringList lines;
    Buffer opaque;
    for (const Buffer &piece : pieces) {
        const Buffer own(piece);
        decoder.feed(own);
        while (const auto frame = decoder.next())
            lines << describe(*frame);
        const ajar::wire::Bytes rest = decoder.takeOpaque();
        opaque.insert(opaque.end(), rest.begin(), rest.end());
    }
    if (decoder.lost())
        lines << QStringLiteral("lost, opaque %1").arg(opaque.size());
    if (decoder.pendingBytes() != 0)
        lines << QStringLiteral("pending %1").arg(decoder.pendingBytes());
    if (decoder.check().insideMessage())
        lines << QStringLiteral("inside a message");
    return lines;
}

/// Splits into two at `at`.
inline std::vector<Buffer> splitAt(const Buffer &data, std::size_t at)
{
    const auto middle = data.begin() + static_cast<std::ptrdiff_t>(at);
    return {{data.begin(), middle}, {middle, data.end()}};
}

inline std::vector<Buffer> byteByByte(const Buffer &data)
{
    std::vector<Buffer> pieces;
    for (const std::uint8_t byte : data)
        pieces.push_back({byte});
    return pieces;
}

} // namespace wiretest
