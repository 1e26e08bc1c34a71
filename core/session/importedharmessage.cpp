// SPDX-License-Identifier: MIT
#include "session/importedharmessage.h"

#include "closing/names.h"
#include "session/bytes.h"
#include "session/hartimes.h"
#include "session/jsonrecordparts.h"
#include "session/jsonwriter.h"
#include "session/rowcodec.h"

namespace ajar::session
{

namespace
{

constexpr std::uint64_t mostStored = INT64_MAX; ///< SQLite's integers
constexpr std::uint8_t rsv1 = 4;

enum class MessageType { Send, Receive, Error };

std::optional<MessageType> messageTypeFromName(std::string_view name)
{
    if (name == "send")
        return MessageType::Send;
    if (name == "receive")
        return MessageType::Receive;
    if (name == "error")
        return MessageType::Error;
    return std::nullopt;
}

void readTime(JsonFields &fields, ImportedHarMessage &message)
{
    const JsonMember *time = fields.need("time");
    if (!time || time->value == "-1")
        return;
    if (kindOf(time->value) == "a number")
        message.wallTime = timeFromHarNumber(time->value);
    if (!message.wallTime)
        fields.fail(LineFault::OutOfRange, time->valueAt,
                    "\"time\" must be seconds or milliseconds since 1970, or -1");
}

/// nullopt: -1, which Chrome writes for errors.
std::optional<wire::Opcode> readOpcode(JsonFields &fields)
{
    constexpr std::uint64_t lastOpcode = 15;
    const JsonMember *opcode = fields.need("opcode");
    if (!opcode || opcode->value == "-1")
        return std::nullopt;
    return static_cast<wire::Opcode>(fields.number(*opcode, 0, lastOpcode));
}

void readErrorText(JsonFields &fields, ImportedHarMessage &message)
{
    JsonWriter json;
    json.beginObject().string("event", "error").string("text", fields.text("data")).endObject();
    message.record.record = DetailsRecord{Kind::Event, 0};
    message.record.payload = json.json().toStdString();
    if (message.record.payload.size() > longestDetails)
        fields.fail(LineFault::TooLong, 0, "the text of an error is too long");
}

/// The form of the length that the bytes on the wire had.
void readWireLength(JsonFields &ours, std::uint64_t payload, wire::FrameHeader &header)
{
    const JsonMember *member = ours.find("wireLength");
    const std::uint64_t wireLength = member ? ours.number(*member, 0, UINT64_MAX) : 0;
    for (const auto form : {wire::LengthForm::Word, wire::LengthForm::Quad}) {
        wire::FrameHeader tried = header;
        tried.lengthForm = form;
        if (form > header.lengthForm && tried.size() + payload == wireLength)
            header.lengthForm = form;
    }
}

void readMaskKey(JsonFields &ours, closing::FrameRecord &frame)
{
    frame.header.masked = ours.find("masked") && ours.boolean("masked");
    if (ours.find("maskKey"))
        readMask(ours, frame.header);
}

/// What the exports of Ajar have beside the message.
void readOurs(JsonFields &ours, closing::FrameRecord &frame, ImportedHarMessage &message)
{
    if (const JsonMember *base64 = ours.find("base64"))
        message.record.payload = ours.base64(*base64);
    const JsonMember *last = ours.find("lastN");
    if (const JsonMember *number = last ? last : ours.find("n"))
        message.number = ours.number(*number, 1, mostStored);
    message.fragmented = last != nullptr;
    message.inflated = ours.find("inflated") && ours.boolean("inflated");
    if (ours.find("fin"))
        frame.header.fin = ours.boolean("fin");
    if (ours.find("rsv"))
        frame.header.rsv = static_cast<std::uint8_t>(ours.number("rsv", 0, 7));
    if (message.inflated)
        frame.header.rsv = static_cast<std::uint8_t>(frame.header.rsv & ~rsv1);
    readMaskKey(ours, frame);
    if (ours.find("disposition"))
        frame.disposition = ours.word("disposition", &closing::dispositionFromName);
    if (ours.find("findings"))
        readFindings(ours, frame);
    frame.header.length = message.record.payload.size();
    if (ours.find("length"))
        frame.header.length = ours.number("length", 0, UINT64_MAX);
    frame.header.lengthForm = wire::minimalForm(frame.header.length);
    if (!message.fragmented && !message.inflated)
        readWireLength(ours, message.record.payload.size(), frame.header);
}

void readFrame(JsonFields &fields, wire::Opcode opcode, MessageType type,
               ImportedHarMessage &message)
{
    closing::FrameRecord frame;
    frame.direction =
        type == MessageType::Send ? closing::Direction::Sent : closing::Direction::Received;
    frame.header.opcode = opcode;
    const JsonMember *data = fields.need("data");
    if (!data)
        return;
    const JsonMember *ajar = fields.find("_ajar");
    if (opcode == wire::Opcode::Text)
        message.record.payload = fields.text(*data);
    else
        message.record.payload = fields.base64(*data);
    frame.header.length = message.record.payload.size();
    frame.header.lengthForm = wire::minimalForm(frame.header.length);
    std::vector<JsonMember> members;
    if (ajar &&
        (!ajar->value.starts_with('{') || scanObject(ajar->value, ajar->valueAt, members))) {
        fields.fail(LineFault::WrongType, ajar->valueAt, "\"_ajar\" must be an object");
    } else if (ajar) {
        JsonFields ours(members, ajar->valueAt);
        readOurs(ours, frame, message);
        fields.adopt(ours);
    } else if (const JsonMember *mask = fields.find("mask")) {
        frame.header.masked = mask->value == "true";
    }
    frame.payloadSize = message.record.payload.size();
    message.record.record = frame;
}

} // namespace

ImportedHarMessage importedHarMessage(std::string_view text, std::size_t at)
{
    ImportedHarMessage message;
    std::vector<JsonMember> members;
    message.problem = scanObject(text, at, members);
    if (message.problem)
        return message;
    JsonFields fields(members, at);
    const auto type = fields.word("type", &messageTypeFromName);
    readTime(fields, message);
    const auto opcode = readOpcode(fields);
    if (!fields.failed() && (type == MessageType::Error || !opcode))
        readErrorText(fields, message);
    else if (!fields.failed())
        readFrame(fields, *opcode, type, message);
    message.problem = fields.problem();
    return message;
}

} // namespace ajar::session
