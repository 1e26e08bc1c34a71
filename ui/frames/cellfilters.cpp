// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/frames/cellfilters.h"

#include "closing/names.h"
#include "filter/jsonpath.h"
#include "filter/numbers.h"
#include "filter/scanner.h"
#include "session/bytes.h"
#include "ui/text/words.h"
#include "wire/closebody.h"
#include "wire/utf8.h"

#include <algorithm>
#include <array>

namespace ajar::ui
{

namespace
{

constexpr closing::Time millisecond = 1'000'000;
constexpr closing::Time around = 1000 * millisecond;
constexpr qsizetype longestText = 80; ///< bytes of a text that is searched for
constexpr qsizetype mostMembers = 3;

QString duration(closing::Time time)
{
    const auto nanoseconds = static_cast<std::uint64_t>(qMax<closing::Time>(time, 0));
    return nanoseconds == 0 ? QStringLiteral("0s")
                            : fromCore(filter::numberText(nanoseconds, filter::Form::Duration));
}

QString quotedText(std::string_view text)
{
    return fromCore(filter::quoted(text));
}

QStringList timeFilters(const session::Row &row)
{
    const closing::Time from = qMax<closing::Time>(row.t - around, 0);
    const closing::Time to = row.t + around;
    return {QStringLiteral("t in {%1..%2}")
                .arg(duration(from / millisecond * millisecond),
                     duration((to / millisecond + 1) * millisecond)),
            QStringLiteral("t >= %1").arg(duration(row.t)),
            QStringLiteral("t <= %1").arg(duration(row.t))};
}

QStringList typeFilters(const session::Row &row)
{
    switch (row.kind) {
    case session::Kind::Data:
    case session::Kind::Control:
        return {QStringLiteral("op:") + fromCore(closing::name(row.header.opcode))};
    case session::Kind::State:
        return {QStringLiteral("type:state"),
                QStringLiteral("state:") + fromCore(closing::name(row.state))};
    case session::Kind::Event: {
        const QString event = row.details.value(QLatin1String("event")).toString();
        QStringList filters;
        if (closing::eventFromName(event.toStdString()))
            filters += QStringLiteral("event:") + event;
        const QString finding = row.details.value(QLatin1String("finding")).toString();
        if (wire::findingFromId(finding.toStdString()))
            filters += QStringLiteral("finding:") + finding;
        return filters << QStringLiteral("type:event");
    }
    case session::Kind::Outcome:
        return {QStringLiteral("type:outcome")};
    case session::Kind::Opaque:
        break;
    }
    return {QStringLiteral("type:opaque")};
}

QStringList bitFilters(const session::Row &row)
{
    const wire::FrameHeader &header = row.header;
    QStringList filters{QStringLiteral("fin:%1").arg(header.fin ? 1 : 0),
                        QStringLiteral("rsv:%1").arg(header.rsv & 7),
                        QStringLiteral("masked:%1").arg(header.masked ? 1 : 0)};
    if (header.rsv != 0)
        filters.move(1, 0);
    if (row.inflated)
        filters += QStringLiteral("compressed");
    return filters;
}

QStringList closeFilters(const session::Row &row)
{
    const wire::CloseBody body = wire::parseCloseBody(session::wireBytes(row.payload));
    QStringList filters{QStringLiteral("code:%1").arg(body.code ? *body.code : 1005)};
    if (!body.reason.empty())
        filters += QStringLiteral("reason == ") + quotedText(body.reason);
    return filters;
}

/// Members by which messages are told apart.
QStringList memberFilters(const CellSource &source)
{
    static constexpr std::array names{"type", "event", "op", "method", "action", "channel"};
    QStringList filters;
    if (!source.whole)
        return filters;
    for (const char *name : names) {
        const auto text = filter::jsonAt(session::view(source.content), {{name, std::nullopt}});
        const auto value = text ? filter::jsonValueOf(*text) : std::nullopt;
        if (value && text->size() <= longestText && filters.size() < mostMembers)
            filters += QStringLiteral("json:$.%1 == %2")
                           .arg(QLatin1String(name), value->kind == filter::JsonValue::Kind::Text
                                                         ? quotedText(value->text)
                                                         : fromCore(*text));
    }
    return filters;
}

/// The payload, or its beginning, as far as a person would search for it.
QString payloadFilter(const CellSource &source)
{
    QByteArray text = source.content.left(longestText);
    if (source.row.header.opcode != wire::Opcode::Binary) {
        for (int cut = 0; cut < 4 && !text.isEmpty() && !wire::isUtf8(session::wireBytes(text));
             ++cut)
            text.chop(1); // of a character
    }
    if (text.isEmpty())
        return {};
    const bool all = source.whole && text.size() == source.content.size();
    return (all ? QStringLiteral("payload == ") : QStringLiteral("payload contains ")) +
           quotedText(session::view(text));
}

QStringList summaryFilters(const CellSource &source)
{
    const session::Row &row = source.row;
    if (!row.isFrame() && row.kind != session::Kind::Opaque)
        return typeFilters(row);
    QStringList filters;
    for (const wire::Finding finding : findingsOf(row.findings))
        filters += QStringLiteral("finding:") + fromCore(wire::findingId(finding));
    if (row.isFrame() && row.header.opcode == wire::Opcode::Close)
        filters += closeFilters(row);
    else
        filters += memberFilters(source);
    if (row.isFrame() && row.disposition == closing::Disposition::Held)
        filters += QStringLiteral("held");
    if (const QString payload = payloadFilter(source); !payload.isEmpty())
        filters += payload;
    return filters;
}

QStringList deltaFilters(const CellSource &source)
{
    if (!source.before)
        return {};
    const closing::Time gap = qMax<closing::Time>(source.row.t - *source.before, 0);
    return {QStringLiteral("gap >= %1").arg(duration(gap)),
            QStringLiteral("gap <= %1").arg(duration(gap))};
}

QStringList sizeFilters(const QString &field, quint64 size)
{
    return {QStringLiteral("%1:%2").arg(field).arg(size),
            QStringLiteral("%1 >= %2").arg(field).arg(size),
            QStringLiteral("%1 <= %2").arg(field).arg(size)};
}

} // namespace

std::optional<Cell> cellNamed(const QString &name)
{
    static constexpr std::array names{"number", "time",     "delta", "direction", "type",
                                      "length", "inflated", "bits",  "summary"};
    static_assert(names.size() == cellCount);
    for (int i = 0; i < cellCount; ++i) {
        if (name == QLatin1String(names[static_cast<std::size_t>(i)]))
            return static_cast<Cell>(i);
    }
    return std::nullopt;
}

QStringList cellFilters(const CellSource &source, Cell cell)
{
    const session::Row &row = source.row;
    if (cell == Cell::Time)
        return timeFilters(row);
    if (cell == Cell::Type)
        return typeFilters(row);
    if (cell == Cell::Summary)
        return summaryFilters(source);
    if (!row.isFrame())
        return {};
    switch (cell) {
    case Cell::Number:
        return {QStringLiteral("n:%1").arg(row.number), QStringLiteral("n >= %1").arg(row.number),
                QStringLiteral("n <= %1").arg(row.number)};
    case Cell::Delta:
        return deltaFilters(source);
    case Cell::Direction:
        return {row.direction == closing::Direction::Sent ? QStringLiteral("dir:out")
                                                          : QStringLiteral("dir:in")};
    case Cell::Length:
        return sizeFilters(QStringLiteral("len"), row.header.length);
    case Cell::Inflated:
        return row.inflated ? sizeFilters(QStringLiteral("inflated"), *row.inflated)
                            : QStringList();
    case Cell::Bits:
        return bitFilters(row);
    default:
        return {};
    }
}

} // namespace ajar::ui
