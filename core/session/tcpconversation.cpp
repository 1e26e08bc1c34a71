// SPDX-License-Identifier: MIT
#include "session/tcpconversation.h"

#include <QtEndian>

#include <arpa/inet.h>

namespace ajar::session
{

namespace
{

constexpr quint8 tcp = 6;
constexpr quint8 hops = 64;
constexpr quint16 window = 0xFFFF;
// Segment size 65 495; a window that is 2^14 times larger, so that none is ever full.
constexpr std::string_view synOptions("\x02\x04\xFF\xD7\x03\x03\x0E\x01", 8);

template<typename Number>
void put(QByteArray &bytes, Number number)
{
    char raw[sizeof(Number)];
    qToBigEndian(number, raw);
    bytes.append(raw, sizeof(Number));
}

/// The one's complement sum of RFC 1071, not yet folded.
quint64 sum(const QByteArray &bytes)
{
    quint64 total = 0;
    for (qsizetype i = 0; i + 1 < bytes.size(); i += 2)
        total += qFromBigEndian<quint16>(bytes.constData() + i);
    if (bytes.size() % 2 != 0)
        total += static_cast<quint64>(static_cast<quint8>(bytes.back())) << 8;
    return total;
}

void putChecksum(QByteArray &bytes, qsizetype at, quint64 total)
{
    while (total >> 16)
        total = (total & 0xFFFF) + (total >> 16);
    qToBigEndian(static_cast<quint16>(~total & 0xFFFF), bytes.data() + at);
}

QByteArray ipHeader(const QByteArray &source, const QByteArray &target, qsizetype payload)
{
    QByteArray header;
    if (source.size() == 16) {
        put(header, quint32{0x6000'0000});
        put(header, static_cast<quint16>(payload));
        put(header, tcp);
        put(header, hops);
        return header + source + target;
    }
    put(header, quint16{0x4500});
    put(header, static_cast<quint16>(20 + payload));
    put(header, quint16{0});
    put(header, quint16{0x4000}); // don't fragment
    put(header, hops);
    put(header, tcp);
    put(header, quint16{0}); // the checksum, below
    header += source + target;
    putChecksum(header, 10, sum(header));
    return header;
}

} // namespace

TcpConversation::TcpConversation(Address client, Address server, quint32 firstNumber)
    : m_sides({Side{.address = std::move(client), .next = firstNumber},
               Side{.address = std::move(server), .next = ~firstNumber}})
{
}

QByteArray TcpConversation::packet(End from, quint8 flags, std::string_view payload)
{
    Side &sender = m_sides[static_cast<std::size_t>(from)];
    const Side &receiver = side(from == End::Client ? End::Server : End::Client);
    if (receiver.started)
        flags |= Ack;
    const std::string_view options = flags & Syn ? synOptions : std::string_view();
    QByteArray segment;
    segment.reserve(static_cast<qsizetype>(28 + payload.size()));
    put(segment, sender.address.port);
    put(segment, receiver.address.port);
    put(segment, sender.next);
    put(segment, receiver.started ? receiver.next : quint32{0});
    put(segment, static_cast<quint8>((5 + options.size() / 4) << 4));
    put(segment, flags);
    put(segment, window);
    put(segment, quint32{0}); // the checksum, below, and no urgent data
    segment.append(options.data(), static_cast<qsizetype>(options.size()));
    segment.append(payload.data(), static_cast<qsizetype>(payload.size()));
    const QByteArray &source = sender.address.ip;
    const QByteArray &target = receiver.address.ip;
    putChecksum(segment, 16,
                sum(source) + sum(target) + tcp + static_cast<quint64>(segment.size()) +
                    sum(segment));
    sender.started = true;
    sender.finished = sender.finished || flags & (Fin | Reset);
    sender.next += static_cast<quint32>(payload.size()) + (flags & (Syn | Fin) ? 1 : 0);
    return ipHeader(source, target, segment.size()) + segment;
}

QByteArray ipBytes(const QString &address)
{
    const QByteArray text = address.section(QLatin1Char('%'), 0, 0).toLatin1();
    QByteArray bytes(16, '\0');
    if (::inet_pton(AF_INET6, text.constData(), bytes.data()) == 1)
        return bytes;
    bytes.truncate(4);
    return ::inet_pton(AF_INET, text.constData(), bytes.data()) == 1 ? bytes : QByteArray();
}

} // namespace ajar::session
