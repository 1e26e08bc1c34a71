// SPDX-License-Identifier: MIT
#include "closing/names.h"
#include "session/jsonrecordparts.h"
#include "wire/closebody.h"

#include <charconv>

namespace ajar::session
{

namespace
{

using closing::FrameRecord;

constexpr std::uint64_t mostStored = INT64_MAX; ///< SQLite's integers
constexpr std::uint64_t most = UINT64_MAX;

/// `number`, or what of a damaged record stands in its place.
std::uint64_t storedNumber(JsonFields &fields, const JsonMember &member, std::uint64_t least,
                           bool damaged)
{
    return damaged ? fields.number(member, 0, most) : fields.number(member, least, mostStored);
}

void readHeader(JsonFields &fields, wire::FrameHeader &header)
{
    header.opcode = fields.word("opcode", &closing::opcodeFromName);
    header.fin = fields.boolean("fin");
    header.rsv = static_cast<std::uint8_t>(fields.number("rsv", 0, 7));
    header.masked = fields.boolean("masked");
    readMask(fields, header);
    header.length = fields.number("length", 0, most);
}

/// The form of the length is not in the line, but follows from the bytes on the wire.
void readLengthForm(JsonFields &fields, const ImportedRecord &record, wire::FrameHeader &header)
{
    header.lengthForm = wire::minimalForm(header.length);
    const JsonMember *member = fields.need("wireLength");
    if (!member)
        return;
    const std::uint64_t wireLength = fields.number(*member, 0, most);
    for (const auto form :
         {wire::LengthForm::Short, wire::LengthForm::Word, wire::LengthForm::Quad}) {
        wire::FrameHeader tried = header;
        tried.lengthForm = form;
        if (tried.size() + record.payload.size() != wireLength)
            continue;
        header.lengthForm = form;
        return;
    }
    if (!record.damaged)
        fields.fail(LineFault::Contradiction, member->valueAt,
                    "\"wireLength\" does not fit a payload of " +
                        std::to_string(record.payload.size()) + " bytes and its header");
}

/// The body that a Close had, from its code and reason. They are read even where the bytes stand
/// beside them, so that what is wrong there is told.
std::string closeBody(JsonFields &fields, const JsonMember &close)
{
    std::vector<JsonMember> members;
    if (!close.value.starts_with('{') || scanObject(close.value, close.valueAt, members)) {
        fields.fail(LineFault::WrongType, close.valueAt, "\"close\" must be an object");
        return {};
    }
    JsonFields inner(members, close.valueAt);
    const JsonMember *code = inner.need("code");
    const std::string reason = inner.text("reason");
    std::string body;
    if (code && code->value != "null") {
        const std::uint64_t number = inner.number(*code, 0, 0xFFFF);
        body += static_cast<char>(number >> 8);
        body += static_cast<char>(number & 0xFF);
    } else if (!reason.empty()) {
        inner.fail(LineFault::Contradiction, close.valueAt, "a Close has a reason but no code");
    }
    fields.adopt(inner);
    return body + reason;
}

void readPayload(JsonFields &fields, ImportedRecord &record, wire::Opcode opcode)
{
    const JsonMember *text = fields.find("text");
    const JsonMember *base64 = fields.find("base64");
    const JsonMember *close = opcode == wire::Opcode::Close ? fields.find("close") : nullptr;
    if (text && base64)
        fields.fail(LineFault::Twice, std::max(text->nameAt, base64->nameAt),
                    "the payload is there twice, as \"text\" and as \"base64\"");
    if (close)
        record.payload = closeBody(fields, *close);
    if (base64)
        record.payload = fields.base64(*base64);
    else if (text)
        record.payload = fields.text(*text);
    if (!text && !base64 && !close)
        fields.fail(LineFault::Missing, 0, "the payload is missing: \"text\" or \"base64\"");
}

} // namespace

void readMask(JsonFields &fields, wire::FrameHeader &header)
{
    const JsonMember *key = fields.find("maskKey");
    if (header.masked != (key != nullptr)) {
        fields.fail(LineFault::Contradiction, key ? key->valueAt : 0,
                    key ? "\"maskKey\" stands where \"masked\" is false"
                        : "\"masked\" is true, but \"maskKey\" is missing");
        return;
    }
    if (!key)
        return;
    const std::string figures = fields.text(*key);
    std::uint32_t value = 0;
    const char *end = figures.data() + figures.size();
    const auto [last, problem] = std::from_chars(figures.data(), end, value, 16);
    if (figures.size() != 8 || problem != std::errc() || last != end)
        fields.fail(LineFault::WrongType, key->valueAt,
                    "\"maskKey\" must be eight hexadecimal figures");
    for (std::size_t i = 0; i < 4; ++i)
        header.maskKey[i] = static_cast<std::uint8_t>(value >> (24 - 8 * i));
}

void readFindings(JsonFields &fields, FrameRecord &frame)
{
    const JsonMember *findings = fields.need("findings");
    if (!findings)
        return;
    if (!findings->value.starts_with('[')) {
        fields.fail(LineFault::WrongType, findings->valueAt,
                    "\"findings\" must be an array, not " + std::string(kindOf(findings->value)));
        return;
    }
    eachElement(findings->value, findings->valueAt, [&](JsonMember element) {
        element.name = "findings";
        const std::string id = fields.text(element);
        const auto finding = wire::findingFromId(id);
        if (!finding)
            fields.failUnknown(element, id);
        else
            frame.findings.add(*finding);
        return !fields.failed();
    });
}

void readFrame(JsonFields &fields, ImportedRecord &record)
{
    FrameRecord frame;
    frame.t = record.t();
    if (const JsonMember *number = fields.need("n")) {
        frame.number = storedNumber(fields, *number, 1, record.damaged);
        record.numberAt = number->valueAt;
    }
    frame.leg = fields.word("leg", &closing::legFromName);
    frame.direction = fields.word("direction", &closing::directionFromName);
    readHeader(fields, frame.header);
    frame.disposition = fields.word("disposition", &closing::dispositionFromName);
    if (const JsonMember *ref = fields.find("ref"))
        frame.ref = storedNumber(fields, *ref, 1, record.damaged);
    readPayload(fields, record, frame.header.opcode);
    readLengthForm(fields, record, frame.header);
    if (const JsonMember *inflated = fields.find("inflatedLength"))
        frame.inflated = storedNumber(fields, *inflated, 0, record.damaged);
    // They follow from the payloads of the message.
    fields.find("inflatedText");
    fields.find("inflatedBase64");
    readFindings(fields, frame);
    frame.payloadSize = record.payload.size();
    record.record = frame;
}

} // namespace ajar::session
