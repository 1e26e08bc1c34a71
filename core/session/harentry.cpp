// SPDX-License-Identifier: MIT
#include "session/harentry.h"

#include "session/bytes.h"
#include "session/jsonwriter.h"
#include "session/secrets.h"
#include "wire/httphead.h"

#include <QDateTime>
#include <QList>

#include <algorithm>

namespace ajar::session
{

namespace
{

constexpr std::size_t mostFields = 10'000;

wire::HttpHead parsed(const QByteArray &raw)
{
    const auto size = static_cast<std::size_t>(raw.size());
    wire::HttpHeadParser parser({.bytes = size + 1, .fields = mostFields});
    std::size_t consumed = 0;
    parser.feed({reinterpret_cast<const std::uint8_t *>(raw.constData()), size}, consumed);
    return parser.head();
}

void writePair(JsonWriter &json, std::string_view name, std::string_view value)
{
    json.beginObject().string("name", name).string("value", value).endObject();
}

/// What requests and responses have alike. Cookies stand in the fields.
void writeMessage(JsonWriter &json, const wire::HttpHead &head, qsizetype size)
{
    json.string("httpVersion", "HTTP/1.1").beginArray("cookies").endArray().beginArray("headers");
    for (const wire::HeaderField &field : head.fields)
        writePair(json, field.name, field.value);
    json.endArray().integer("headersSize", size > 0 ? size : -1);
}

void writeQuery(JsonWriter &json, const QByteArray &url)
{
    json.beginArray("queryString");
    const QByteArray withoutFragment = url.left(url.indexOf('#'));
    const qsizetype begin = withoutFragment.indexOf('?');
    const QList<QByteArray> pairs =
        begin < 0 ? QList<QByteArray>() : withoutFragment.mid(begin + 1).split('&');
    for (const QByteArray &pair : pairs) {
        const qsizetype equals = pair.indexOf('=');
        if (!pair.isEmpty())
            writePair(json, view(pair.left(equals)),
                      view(equals < 0 ? QByteArray() : pair.mid(equals + 1)));
    }
    json.endArray();
}

void writeRequest(JsonWriter &json, const QByteArray &url, const QByteArray &raw)
{
    json.beginObject("request").string("method", "GET").string("url", view(url));
    writeMessage(json, parsed(raw), raw.size());
    writeQuery(json, url);
    json.integer("bodySize", 0).endObject();
}

void writeResponse(JsonWriter &json, const QByteArray &raw)
{
    const wire::HttpHead head = parsed(raw);
    const std::string &line = head.startLine;
    const std::size_t space = line.find(' ', std::min(line.size(), line.find(' ') + 1));
    json.beginObject("response")
        .integer("status", head.status())
        .string("statusText", space == std::string::npos ? std::string() : line.substr(space + 1));
    writeMessage(json, head, raw.size());
    json.beginObject("content")
        .integer("size", 0)
        .string("mimeType", "x-unknown")
        .endObject()
        .string("redirectURL", head.field("Location").value_or(""))
        .integer("bodySize", -1)
        .integer("_transferSize", raw.size())
        .null("_error")
        .endObject();
}

double milliseconds(closing::Time t)
{
    return static_cast<double>(std::max<closing::Time>(t, 0)) / 1e6;
}

/// Between two moments; -1, which is HAR's "does not apply", if one is missing.
double between(std::optional<closing::Time> from, std::optional<closing::Time> to)
{
    return from && to ? milliseconds(*to - *from) : -1;
}

} // namespace

void writeHarOpening(JsonWriter &json, const StoredConnection &connection, const Opening &opening,
                     bool withSecrets)
{
    const auto shown = [&](const QByteArray &head) {
        return withSecrets ? head : withoutSecrets("raw", head);
    };
    const QByteArray url = connection.url.toUtf8();
    const QString start =
        QDateTime::fromMSecsSinceEpoch(connection.wallNanoseconds / 1'000'000, Qt::UTC)
            .toString(Qt::ISODateWithMs);
    json.string("_resourceType", "websocket").string("startedDateTime", view(start.toLatin1()));
    if (opening.tcp) {
        json.string("serverIPAddress", view(opening.tcp->address.toUtf8()))
            .string("connection", view(QByteArray::number(opening.tcp->localPort)));
    }
    writeRequest(json, withSecrets ? url : withoutUrlSecrets(url), shown(opening.request));
    writeResponse(json, shown(opening.response));
    json.beginObject("cache").endObject();
}

void writeHarTimings(JsonWriter &json, const StoredConnection &connection, const Opening &opening,
                     closing::Time end)
{
    const double time = milliseconds(end - connection.t);
    const double connect = between(opening.connectingAt, opening.connectedAt);
    const double wait = std::max(between(opening.requestAt, opening.responseAt), 0.0);
    const double before = std::max(connect, 0.0) + wait;
    json.number("time", std::max(time, before))
        .beginObject("timings")
        .number("blocked", -1)
        .number("dns", -1)
        .number("ssl", -1)
        .number("connect", connect)
        .number("send", 0)
        .number("wait", wait)
        .number("receive", std::max(time - before, 0.0))
        .endObject();
}

} // namespace ajar::session
