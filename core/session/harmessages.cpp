// SPDX-License-Identifier: MIT
#include "session/harmessages.h"

#include "closing/names.h"
#include "session/bytes.h"
#include "session/jsonparts.h"
#include "wire/utf8.h"

namespace ajar::session
{

namespace
{

constexpr auto mostBytes = static_cast<qsizetype>(ContentReader::usualLimit);

} // namespace

HarMessages::HarMessages(ContentReaders &contents, MarkSource marks, quint32 connection,
                         qint64 epoch)
    : m_contents(contents)
    , m_marks(std::move(marks))
    , m_connection(connection)
    , m_epoch(epoch)
{
}

QList<QByteArray> HarMessages::frame(const Row &row)
{
    QList<QByteArray> done;
    auto &open = m_open[static_cast<std::size_t>(row.direction)];
    const bool begins =
        row.header.opcode == wire::Opcode::Text || row.header.opcode == wire::Opcode::Binary;
    const bool goesOn = row.header.opcode == wire::Opcode::Continuation && open;
    if (!begins && !goesOn) {
        Message alone{.first = row};
        add(alone, row);
        return {json(alone)};
    }
    if (begins && open)
        done += json(*open);
    if (begins)
        open = Message{.first = row};
    add(*open, row);
    if (open->fin) {
        done += json(*open);
        open.reset();
    }
    return done;
}

QList<QByteArray> HarMessages::rest()
{
    QList<QByteArray> done;
    for (auto &open : m_open) {
        if (open)
            done += json(*open);
        open.reset();
    }
    return done;
}

void HarMessages::add(Message &message, const Row &row)
{
    const Content content = m_contents.content(m_connection, row);
    message.first.payload.clear();
    message.t = row.t;
    message.lastNumber = row.number;
    ++message.frames;
    message.wireLength += row.header.size() + row.payloadSize;
    message.fin = row.header.fin;
    message.findings.add(row.findings);
    message.inflated =
        message.inflated || (content.compressed && content.fault == ContentFault::None);
    if (auto mark = m_marks(m_connection, row.seq))
        message.marks.emplace_back(row.number, std::move(*mark));
    message.bytes += content.bytes.left(mostBytes - message.bytes.size());
    if (message.note.isEmpty())
        message.note = message.bytes.size() == mostBytes
                           ? QStringLiteral("cut at %1 bytes").arg(mostBytes)
                           : contentNote(content);
}

void HarMessages::writeMarks(JsonWriter &json, const Message &message)
{
    json.beginArray("marks");
    for (const auto &[number, mark] : message.marks) {
        json.beginObject().unsignedInteger("n", number).string("colour", name(mark.colour));
        if (!mark.note.isEmpty())
            json.string("note", view(mark.note));
        json.endObject();
    }
    json.endArray();
}

QByteArray HarMessages::json(const Message &message) const
{
    const Row &first = message.first;
    const bool isText = first.header.opcode == wire::Opcode::Text;
    const QByteArray base64 = isText ? QByteArray() : message.bytes.toBase64();
    JsonWriter json;
    json.beginObject()
        .string("type", first.direction == closing::Direction::Sent ? "send" : "receive")
        .seconds("time", std::max<qint64>(m_epoch + message.t, 0))
        .integer("opcode", static_cast<int>(first.header.opcode))
        .string("data", view(isText ? message.bytes : base64))
        .beginObject("_ajar")
        .unsignedInteger("n", first.number);
    if (message.frames > 1)
        json.unsignedInteger("lastN", message.lastNumber)
            .unsignedInteger("fragments", message.frames)
            .seconds("firstTime", std::max<qint64>(m_epoch + first.t, 0));
    json.boolean("fin", message.fin)
        .integer("rsv", first.header.rsv)
        .boolean("masked", first.header.masked);
    if (first.header.masked) {
        const QByteArray key(reinterpret_cast<const char *>(first.header.maskKey.data()), 4);
        json.string("maskKey", view(key.toHex()));
    }
    if (message.inflated)
        json.boolean("inflated", true);
    if (message.frames == 1 && first.header.length != first.payloadSize)
        json.unsignedInteger("length", first.header.length);
    json.unsignedInteger("wireLength", message.wireLength)
        .string("disposition", closing::name(first.disposition));
    if (first.header.opcode == wire::Opcode::Close)
        writeClose(json, wireBytes(message.bytes));
    if (isText && !wire::isUtf8(wireBytes(message.bytes)))
        json.string("base64", view(message.bytes.toBase64()));
    if (!message.findings.empty())
        writeFindings(json, message.findings);
    if (!message.marks.empty())
        writeMarks(json, message);
    if (!message.note.isEmpty())
        json.string("note", view(message.note.toUtf8()));
    return json.endObject().endObject().json();
}

} // namespace ajar::session
