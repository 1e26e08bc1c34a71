// SPDX-License-Identifier: MIT
#include "session/pcapngblocks.h"

#include <QtEndian>

namespace ajar::session
{

namespace
{

constexpr quint32 sectionHeader = 0x0A0D0D0A;
constexpr quint32 interfaceDescription = 1;
constexpr quint32 enhancedPacket = 6;
constexpr quint16 linkTypeRaw = 101;
constexpr quint16 optionComment = 1;
constexpr quint16 optionApplication = 4;
constexpr quint16 optionTimeResolution = 9;
constexpr quint16 optionFlags = 2;
constexpr qsizetype longestOption = 0xFFFF;

template<typename Number>
void put(QByteArray &bytes, Number number)
{
    char raw[sizeof(Number)];
    qToLittleEndian(number, raw);
    bytes.append(raw, sizeof(Number));
}

void pad(QByteArray &bytes)
{
    bytes.append((4 - bytes.size() % 4) % 4, '\0');
}

void putOption(QByteArray &bytes, quint16 code, const QByteArray &value)
{
    const QByteArray fitting = value.left(longestOption);
    put(bytes, code);
    put(bytes, static_cast<quint16>(fitting.size()));
    bytes.append(fitting);
    pad(bytes);
}

/// Type, length, body, end of options, length again.
QByteArray block(quint32 type, const QByteArray &body)
{
    constexpr qsizetype around = 4 + 4 + 4 + 4;
    const auto length = static_cast<quint32>(body.size() + around);
    QByteArray bytes;
    bytes.reserve(static_cast<qsizetype>(length));
    put(bytes, type);
    put(bytes, length);
    bytes.append(body);
    put(bytes, quint32{0}); // opt_endofopt
    put(bytes, length);
    return bytes;
}

} // namespace

QByteArray pcapngHeader(const QByteArray &application)
{
    QByteArray section;
    put(section, quint32{0x1A2B3C4D}); // the order of the bytes
    put(section, quint16{1});          // version 1.0
    put(section, quint16{0});
    put(section, quint64{0xFFFF'FFFF'FFFF'FFFF}); // as long as the file
    putOption(section, optionApplication, application);

    QByteArray interface;
    put(interface, linkTypeRaw);
    put(interface, quint16{0});
    put(interface, quint32{0}); // packets are whole, whatever their size
    putOption(interface, optionTimeResolution, QByteArray(1, char{9}));
    return block(sectionHeader, section) + block(interfaceDescription, interface);
}

QByteArray pcapngPacket(const PcapngPacket &packet)
{
    const auto size = static_cast<quint32>(packet.bytes.size());
    QByteArray body;
    put(body, quint32{0}); // the interface
    put(body, static_cast<quint32>(packet.nanoseconds >> 32));
    put(body, static_cast<quint32>(packet.nanoseconds & 0xFFFF'FFFF));
    put(body, size);
    put(body, size);
    body.append(packet.bytes);
    pad(body);
    for (const QByteArray &comment : packet.comments)
        putOption(body, optionComment, comment);
    QByteArray flags;
    put(flags, packet.direction == closing::Direction::Received ? quint32{1} : quint32{2});
    putOption(body, optionFlags, flags);
    return block(enhancedPacket, body);
}

} // namespace ajar::session
