// SPDX-License-Identifier: MIT
#pragma once

#include "session/reader.h"

#include <QByteArray>

#include <optional>

namespace ajar::session
{

/// The two ends of a TCP connection as its event tells them.
struct TcpAddresses {
    QString address;
    quint16 port = 0;
    QString localAddress;
    quint16 localPort = 0;
};

/// What the file has of how a connection was opened: of several tries the last one.
struct Opening {
    std::optional<TcpAddresses> tcp;
    QByteArray request; ///< the heads as they were on the wire; empty if they are not there
    QByteArray response;
    std::optional<closing::Time> connectingAt;
    std::optional<closing::Time> connectedAt;
    std::optional<closing::Time> requestAt;
    std::optional<closing::Time> responseAt;
};

Opening openingOf(Reader &reader, quint32 connection);

/// The event that a record stands for; nullopt if it is none that is known.
std::optional<closing::Event> eventOf(const Row &row);
/// The head in the details of a handshake's event.
QByteArray headOf(const Row &row);
/// The addresses in the details of tcp-connected.
TcpAddresses addressesOf(const Row &row);

} // namespace ajar::session
