// SPDX-License-Identifier: MIT
#include "session/jsonrecordparts.h"
#include "session/jsonwriter.h"
#include "session/rowcodec.h"

namespace ajar::session
{

ImportedMark readMark(JsonFields &fields, std::size_t lineAt)
{
    ImportedMark read;
    read.numberAt = lineAt;
    if (const JsonMember *number = fields.find("n")) {
        read.place.number = fields.number(*number, 0, UINT64_MAX);
        read.numberAt = number->valueAt;
    }
    if (const JsonMember *connection = fields.need("connection")) {
        read.place.connection =
            static_cast<std::uint32_t>(fields.number(*connection, 1, maxConnection));
        read.connectionAt = connection->valueAt;
    }
    read.place.t = fields.seconds("t");
    if (const JsonMember *t = fields.find("t"))
        read.timeAt = t->valueAt;
    if (fields.find("colour"))
        read.mark.colour = fields.word("colour", &markColourFromName);
    if (const JsonMember *note = fields.find("note")) {
        read.mark.note = QByteArray::fromStdString(fields.text(*note));
        if (read.mark.note.size() > longestNote)
            fields.fail(LineFault::TooLong, note->valueAt,
                        "a note has at most " + std::to_string(longestNote) + " bytes");
    }
    read.mark.damaged = fields.find("damaged") && fields.boolean("damaged");
    return read;
}

RecordPlace RecordPlace::of(const ImportedRecord &record)
{
    RecordPlace place{.connection = record.connection, .t = record.t(), .number = {}};
    if (const auto *frame = std::get_if<closing::FrameRecord>(&record.record))
        place.number = frame->number;
    return place;
}

std::optional<LineProblem> ImportedMark::check(const std::optional<RecordPlace> &before) const
{
    const auto problem = [](std::size_t at, const std::string &text) {
        return LineProblem{LineFault::OutOfOrder, at, text};
    };
    if (!before)
        return problem(0, "a mark stands behind the line of its record, and there is none");
    if (before->connection != place.connection)
        return problem(connectionAt, "a mark stands behind the line of its record, and the one "
                                     "before is of connection " +
                                         std::to_string(before->connection));
    if (before->t != place.t)
        return problem(timeAt, "\"t\" must be that of the record before, which is " +
                                   secondsText(before->t).toStdString());
    if (before->number && place.number != before->number)
        return problem(numberAt, "\"n\" must be that of the frame before, which is " +
                                     std::to_string(*before->number));
    if (!before->number && place.number)
        return problem(numberAt, "the record before is no frame and has no \"n\"");
    return std::nullopt;
}

} // namespace ajar::session
