// SPDX-License-Identifier: MIT
#include "session/jsonrecord.h"

#include "closing/names.h"
#include "session/jsonrecordparts.h"
#include "session/rowcodec.h"

namespace ajar::session
{

namespace
{

enum class LineType { Frame, State, Event, Outcome, Opaque, Verdict, Mark };

std::optional<LineType> lineTypeFromName(std::string_view name)
{
    if (name == "frame")
        return LineType::Frame;
    if (name == "state")
        return LineType::State;
    if (name == "event")
        return LineType::Event;
    if (name == "outcome")
        return LineType::Outcome;
    if (name == "opaque")
        return LineType::Opaque;
    if (name == "verdict")
        return LineType::Verdict;
    if (name == "mark")
        return LineType::Mark;
    return std::nullopt;
}

/// What all records have in front.
void readCommon(JsonFields &fields, ImportedRecord &record)
{
    if (const JsonMember *connection = fields.need("connection")) {
        record.connection =
            static_cast<std::uint32_t>(fields.number(*connection, 1, maxConnection));
        record.connectionAt = connection->valueAt;
    }
    record.record = DetailsRecord{.t = fields.seconds("t")};
    if (const JsonMember *t = fields.find("t"))
        record.timeAt = t->valueAt;
    record.damaged = fields.find("damaged") && fields.boolean("damaged");
}

void readOpaque(JsonFields &fields, ImportedRecord &record)
{
    closing::OpaqueRecord opaque;
    opaque.t = record.t();
    opaque.direction = fields.word("direction", &closing::directionFromName);
    const JsonMember *length = fields.need("length");
    const std::uint64_t size = length ? fields.number(*length, 0, UINT64_MAX) : 0;
    if (const JsonMember *base64 = fields.need("base64"))
        record.payload = fields.base64(*base64);
    opaque.payloadSize = record.payload.size();
    record.record = opaque;
    if (length && size != opaque.payloadSize && !record.damaged)
        fields.fail(LineFault::Contradiction, length->valueAt,
                    "\"length\" must be that of the bytes in \"base64\", which is " +
                        std::to_string(opaque.payloadSize));
}

void readRecord(JsonFields &fields, LineType type, std::span<const JsonMember> members,
                ImportedRecord &record)
{
    readCommon(fields, record);
    switch (type) {
    case LineType::Frame:
        return readFrame(fields, record);
    case LineType::State:
        return readDetails(fields, members, Kind::State, record);
    case LineType::Event:
        return readDetails(fields, members, Kind::Event, record);
    case LineType::Outcome:
        return readDetails(fields, members, Kind::Outcome, record);
    case LineType::Opaque:
        return readOpaque(fields, record);
    case LineType::Verdict:
    case LineType::Mark:
        return;
    }
}

} // namespace

ImportedLine importedLine(std::string_view line)
{
    ImportedLine result;
    std::vector<JsonMember> members;
    result.problem = scanObject(line, 0, members);
    if (result.problem)
        return result;
    const std::size_t at = line.find('{');
    JsonFields fields(members, at);
    const auto type = fields.word("type", &lineTypeFromName);
    if (!fields.failed() && type == LineType::Verdict)
        return result;
    if (!fields.failed() && type == LineType::Mark) {
        ImportedMark mark = readMark(fields, at);
        result.problem = fields.problem();
        if (!result.problem)
            result.mark = std::move(mark);
        result.unknownMember = fields.unknownMember();
        return result;
    }
    ImportedRecord record;
    if (!fields.failed())
        readRecord(fields, type, members, record);
    result.problem = fields.problem();
    if (result.problem)
        return result;
    result.record = std::move(record);
    result.unknownMember = fields.unknownMember();
    return result;
}

} // namespace ajar::session
