// SPDX-License-Identifier: MIT
#include "session/recordof.h"

#include "closing/names.h"

#include <algorithm>
#include <cmath>

namespace ajar::session
{

namespace
{

using closing::Time;

constexpr Time longestTime = Time{1} << 55; ///< over a year: what is later is damage

closing::AttributeValue attributeOf(const QJsonValue &value)
{
    if (value.isBool())
        return value.toBool();
    if (!value.isDouble())
        return value.toString().toStdString();
    const double number = value.toDouble();
    constexpr double exact = 9e15;
    if (std::abs(number) < exact && number == std::floor(number))
        return static_cast<std::int64_t>(number);
    return number;
}

std::optional<closing::Record> eventOf(const Row &row)
{
    const auto event =
        closing::eventFromName(row.details.value(QLatin1String("event")).toString().toStdString());
    if (!event)
        return std::nullopt;
    closing::EventRecord record{clampedTime(row.t), *event, {}};
    for (auto member = row.details.constBegin(); member != row.details.constEnd(); ++member)
        record.attributes.emplace_back(member.key().toStdString(), attributeOf(member.value()));
    return record;
}

} // namespace

closing::FrameRecord frameOf(const Row &row)
{
    closing::FrameRecord frame;
    frame.t = row.t;
    frame.number = row.number;
    frame.ref = row.ref;
    frame.header = row.header;
    frame.findings = row.findings;
    frame.direction = row.direction;
    frame.leg = row.leg;
    frame.disposition = row.disposition;
    frame.payloadSize = row.payloadSize;
    frame.inflated = row.inflated;
    return frame;
}

std::optional<closing::Record> recordOf(const Row &row)
{
    switch (row.kind) {
    case Kind::Data:
    case Kind::Control:
        break;
    case Kind::State:
        return closing::StateRecord{clampedTime(row.t), row.state, row.previous};
    case Kind::Event:
        return eventOf(row);
    case Kind::Outcome:
        return closing::OutcomeRecord{clampedTime(row.t), {}};
    case Kind::Opaque:
        return closing::OpaqueRecord{clampedTime(row.t), row.direction, 0, row.payloadSize};
    }
    closing::FrameRecord frame = frameOf(row);
    frame.t = clampedTime(frame.t);
    return frame;
}

wire::Bytes payloadOf(const Row &row)
{
    return {reinterpret_cast<const std::uint8_t *>(row.payload.constData()),
            static_cast<std::size_t>(row.payload.size())};
}

Time clampedTime(Time t)
{
    return std::clamp<Time>(t, 0, longestTime);
}

} // namespace ajar::session
