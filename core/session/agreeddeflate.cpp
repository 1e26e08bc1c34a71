// SPDX-License-Identifier: MIT
#include "session/agreeddeflate.h"

#include "session/opening.h"
#include "wire/httphead.h"

namespace ajar::session
{

namespace
{

constexpr std::size_t mostFields = 10'000;

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

} // namespace

std::optional<wire::DeflateParameters> agreedDeflate(Reader &reader, quint32 connection)
{
    const Opening opening = openingOf(reader, connection);
    return wire::checkDeflateAnswer(extensionsIn(opening.response), extensionsIn(opening.request))
        .parameters;
}

} // namespace ajar::session
