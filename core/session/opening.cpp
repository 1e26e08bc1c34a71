// SPDX-License-Identifier: MIT
#include "session/opening.h"

#include "closing/names.h"

namespace ajar::session
{

namespace
{

constexpr int recordsLookedAt = 1000; ///< a handshake comes first, also behind redirections

quint16 portIn(const QJsonObject &details, QLatin1String name)
{
    const int port = details.value(name).toInt();
    return port > 0 && port <= 0xFFFF ? static_cast<quint16>(port) : quint16{0};
}

bool isOpen(const Row &row)
{
    return row.kind == Kind::State && row.state == closing::LinkState::Open;
}

void take(Opening &opening, closing::Event event, const Row &row)
{
    switch (event) {
    case closing::Event::TcpConnecting:
        opening = {};
        opening.connectingAt = row.t;
        break;
    case closing::Event::TcpConnected:
        opening.tcp = addressesOf(row);
        opening.connectedAt = row.t;
        break;
    case closing::Event::HandshakeRequest:
        opening.request = headOf(row);
        opening.requestAt = row.t;
        break;
    case closing::Event::HandshakeResponse:
        opening.response = headOf(row);
        opening.responseAt = row.t;
        break;
    default:
        break;
    }
}

} // namespace

std::optional<closing::Event> eventOf(const Row &row)
{
    if (row.kind != Kind::Event)
        return std::nullopt;
    return closing::eventFromName(
        row.details.value(QLatin1String("event")).toString().toStdString());
}

QByteArray headOf(const Row &row)
{
    const auto base64 = row.details.constFind(QLatin1String("rawBase64"));
    if (base64 != row.details.constEnd())
        return QByteArray::fromBase64(base64->toString().toLatin1());
    return row.details.value(QLatin1String("raw")).toString().toUtf8();
}

TcpAddresses addressesOf(const Row &row)
{
    return {.address = row.details.value(QLatin1String("address")).toString(),
            .port = portIn(row.details, QLatin1String("port")),
            .localAddress = row.details.value(QLatin1String("localAddress")).toString(),
            .localPort = portIn(row.details, QLatin1String("localPort"))};
}

Opening openingOf(Reader &reader, quint32 connection)
{
    Opening opening;
    const auto rows = reader.story(connection, 1, recordsLookedAt, 0);
    for (const Row &row : rows) {
        if (isOpen(row))
            break;
        if (const auto event = eventOf(row))
            take(opening, *event, row);
    }
    return opening;
}

} // namespace ajar::session
