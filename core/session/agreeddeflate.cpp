// SPDX-License-Identifier: MIT
#include "session/agreeddeflate.h"

#include "closing/names.h"
#include "wire/httphead.h"

namespace ajar::session
{

namespace
{

constexpr int recordsLookedAt = 1000; ///< a handshake comes first, also behind redirections
constexpr std::size_t mostFields = 10'000;

QByteArray bytesOf(const QJsonObject &details, const char *name)
{
    const auto base64 = details.constFind(QString::fromLatin1(name) + QLatin1String("Base64"));
    if (base64 != details.constEnd())
        return QByteArray::fromBase64(base64->toString().toLatin1());
    return details.value(QLatin1String(name)).toString().toUtf8();
}

/// The field's value over all its appearances (RFC 9110 5.3).
std::string extensionsIn(const QByteArray &raw)
{
    const auto size = static_cast<std::size_t>(raw.size());
    wire::HttpHeadParser parser({.bytes = size + 1, .fields = mostFields});
    std::size_t consumed = 0;
    parser.feed({reinterpret_cast<const std::uint8_t *>(raw.constData()), size}, consumed);
    std::string value;
    for (const wire::HeaderField &field : parser.head().fields) {
        if (!wire::equalsIgnoringCase(field.name, "Sec-WebSocket-Extensions"))
            continue;
        if (!value.empty())
            value += ", ";
        value += field.value;
    }
    return value;
}

bool isOpen(const Row &row)
{
    return row.kind == Kind::State && row.state == closing::LinkState::Open;
}

} // namespace

std::optional<wire::DeflateParameters> agreedDeflate(Reader &reader, quint32 connection)
{
    QByteArray request;
    QByteArray response;
    const auto rows = reader.story(connection, 1, recordsLookedAt, 0);
    for (const Row &row : rows) {
        if (isOpen(row))
            break;
        if (row.kind != Kind::Event)
            continue;
        const auto event = closing::eventFromName(
            row.details.value(QLatin1String("event")).toString().toStdString());
        if (event == closing::Event::HandshakeRequest)
            request = bytesOf(row.details, "raw");
        else if (event == closing::Event::HandshakeResponse)
            response = bytesOf(row.details, "raw");
    }
    return wire::checkDeflateAnswer(extensionsIn(response), extensionsIn(request)).parameters;
}

} // namespace ajar::session
