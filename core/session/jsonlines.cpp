// SPDX-License-Identifier: MIT
#include "session/exporter.h"

#include "closing/names.h"
#include "session/bytes.h"
#include "session/jsonmembers.h"
#include "session/jsonparts.h"
#include "session/jsontime.h"
#include "session/jsonwriter.h"
#include "session/secrets.h"
#include "session/sessionname.h"
#include "wire/closebody.h"
#include "wire/utf8.h"

#include <QJsonDocument>

#include <array>

namespace ajar::session
{

namespace
{

void writeBase64(JsonWriter &json, const QByteArray &payload)
{
    json.string("base64", view(payload.toBase64()));
}

void begin(JsonWriter &json, std::string_view type, quint32 connection, const Row &row)
{
    json.beginObject()
        .string("type", type)
        .unsignedInteger("connection", connection)
        .seconds("t", row.t);
}

QByteArray end(JsonWriter &json, const Row &row)
{
    if (row.damaged)
        json.boolean("damaged", true);
    return json.endObject().json();
}

/// Also the bytes, where code and reason do not say them.
void writeWholeClose(JsonWriter &json, const QByteArray &payload)
{
    writeClose(json, wireBytes(payload));
    const wire::CloseBody body = wire::parseCloseBody(wireBytes(payload));
    const auto rebuilt = wire::encodeCloseBody(body.code, body.reason);
    const wire::Bytes bytes = wireBytes(payload);
    const wire::Bytes reason(reinterpret_cast<const std::uint8_t *>(body.reason.data()),
                             body.reason.size());
    if (!std::equal(rebuilt.begin(), rebuilt.end(), bytes.begin(), bytes.end()) ||
        !wire::isUtf8(reason))
        writeBase64(json, payload);
}

/// Of a fragment the bytes decide whether they are text.
bool isText(wire::Opcode opcode, const QByteArray &bytes)
{
    const bool mayBeText = opcode == wire::Opcode::Text || opcode == wire::Opcode::Continuation;
    return mayBeText && wire::isUtf8(wireBytes(bytes));
}

void writePayload(JsonWriter &json, const Row &row)
{
    if (row.header.opcode == wire::Opcode::Close)
        writeWholeClose(json, row.payload);
    else if (!row.inflated && isText(row.header.opcode, row.payload))
        json.string("text", view(row.payload));
    else
        writeBase64(json, row.payload);
}

void writeInflated(JsonWriter &json, const Row &row, const Content *content)
{
    if (!row.inflated)
        return;
    json.unsignedInteger("inflatedLength", *row.inflated);
    if (!content || !content->compressed || content->fault != ContentFault::None)
        return;
    if (isText(row.header.opcode, content->bytes))
        json.string("inflatedText", view(content->bytes));
    else
        json.string("inflatedBase64", view(content->bytes.toBase64()));
}

QByteArray frameLine(quint32 connection, const Row &row, const Content *content)
{
    const wire::FrameHeader &header = row.header;
    JsonWriter json;
    json.beginObject()
        .string("type", "frame")
        .unsignedInteger("n", row.number)
        .unsignedInteger("connection", connection)
        .seconds("t", row.t)
        .string("leg", closing::name(row.leg))
        .string("direction", closing::name(row.direction))
        .string("opcode", closing::name(header.opcode))
        .boolean("fin", header.fin)
        .integer("rsv", header.rsv)
        .boolean("masked", header.masked);
    if (header.masked) {
        const QByteArray key(reinterpret_cast<const char *>(header.maskKey.data()), 4);
        json.string("maskKey", view(key.toHex()));
    }
    json.unsignedInteger("length", header.length)
        .unsignedInteger("wireLength", header.size() + row.payloadSize)
        .string("disposition", closing::name(row.disposition));
    if (row.ref)
        json.unsignedInteger("ref", row.ref);
    writePayload(json, row);
    writeInflated(json, row, content);
    writeFindings(json, row.findings);
    return end(json, row);
}

QByteArray opaqueLine(quint32 connection, const Row &row)
{
    JsonWriter json;
    begin(json, "opaque", connection, row);
    json.string("direction", closing::name(row.direction))
        .unsignedInteger("length", row.payloadSize);
    writeBase64(json, row.payload);
    return end(json, row);
}

bool isTaken(const QByteArray &name)
{
    return name.isEmpty() || name == "type" || name == "connection" || name == "t" ||
           name == "damaged";
}

/// A state, event or outcome: its JSON object behind what all lines have.
QByteArray detailsLine(quint32 connection, const Row &row, bool withSecrets)
{
    const std::string_view type = row.kind == Kind::State   ? "state"
                                  : row.kind == Kind::Event ? "event"
                                                            : "outcome";
    JsonWriter json;
    begin(json, type, connection, row);
    const auto members = jsonMembers(row.payload);
    if (members.isEmpty() && row.damaged)
        writeBase64(json, row.payload);
    for (const auto &[name, value] : members) {
        if (isTaken(name))
            continue;
        if (withSecrets || !value.startsWith('"'))
            json.raw(view(name), view(value));
        else
            json.string(view(name), view(withoutSecrets(name, jsonStringValue(value))));
    }
    return end(json, row);
}

void writeConnection(JsonWriter &json, const StoredConnection &connection, bool withSecrets)
{
    const QByteArray url = connection.url.toUtf8();
    json.beginObject()
        .unsignedInteger("id", connection.id)
        .string("kind", view(connection.kind.toUtf8()))
        .string("url", view(withSecrets ? url : withoutUrlSecrets(url)))
        .string("wallTime", dateFromTime(connection.wallNanoseconds))
        .seconds("t", connection.t)
        .raw("options", view(optionsJson(connection, withSecrets)))
        .endObject();
}

} // namespace

QByteArray optionsJson(const StoredConnection &connection, bool withSecrets)
{
    JsonWriter json;
    json.beginObject();
    const QByteArray options = QJsonDocument(connection.options).toJson(QJsonDocument::Compact);
    for (const auto &[name, value] : jsonMembers(options)) {
        if (withSecrets || !value.startsWith('"'))
            json.raw(view(name), view(value));
        else
            json.string(view(name), view(withoutSecrets(name, jsonStringValue(value))));
    }
    return json.endObject().json();
}

QByteArray jsonHeader(Reader &reader, bool withSecrets, std::optional<quint32> connection)
{
    JsonWriter json;
    json.beginObject()
        .string("format", "ajar")
        .integer("version", 1)
        .string("application", "Ajar " AJAR_VERSION);
    if (const QByteArray name = storedName(reader.path()); !name.isEmpty())
        json.string("name", view(name));
    json.beginArray("connections");
    const auto connections = reader.connections();
    for (const StoredConnection &stored : connections) {
        if (!connection || *connection == stored.id)
            writeConnection(json, stored, withSecrets);
    }
    return json.endArray().endObject().json();
}

QByteArray jsonLine(quint32 connection, const Row &row, bool withSecrets, const Content *content)
{
    if (row.isFrame())
        return frameLine(connection, row, content);
    if (row.kind == Kind::Opaque)
        return opaqueLine(connection, row);
    return detailsLine(connection, row, withSecrets);
}

} // namespace ajar::session
