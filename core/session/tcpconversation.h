// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QString>

#include <array>
#include <string_view>

namespace ajar::session
{

/// Makes the IP packets of one TCP connection (RFC 9293) that carry given bytes: both ends' running
/// numbers, each acknowledging all that the other has sent. What a capture would also have (bare
/// acknowledgements, repetitions) it does not make up.
class TcpConversation
{
public:
    enum class End : quint8 { Client, Server };
    enum Flag : quint8 { Fin = 0x01, Syn = 0x02, Reset = 0x04, Push = 0x08, Ack = 0x10 };

    struct Address {
        QByteArray ip; ///< 4 or 16 bytes, the same of both ends
        quint16 port = 0;
    };

    /// The most payload that fits a packet of either version of IP.
    static constexpr std::size_t mostPayload = 65'535 - 20 - 20;

    TcpConversation(Address client, Address server, quint32 firstNumber);

    /// The next packet from that end.
    QByteArray packet(End from, quint8 flags, std::string_view payload = {});
    bool hasFinished(End end) const { return side(end).finished; }

private:
    struct Side {
        Address address;
        quint32 next = 0;
        bool started = false;
        bool finished = false;
    };
    const Side &side(End end) const { return m_sides[static_cast<std::size_t>(end)]; }

    std::array<Side, 2> m_sides;
};

/// The bytes of an address in figures, without its scope: 4, 16, or none if it is no address.
QByteArray ipBytes(const QString &address);

} // namespace ajar::session
