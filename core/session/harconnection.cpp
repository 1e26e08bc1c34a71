// SPDX-License-Identifier: MIT
#include "session/harconnection.h"

#include "session/details.h"
#include "session/importedharrecords.h"
#include "wire/closebody.h"

#include <algorithm>
#include <limits>

namespace ajar::session
{

namespace
{

using closing::Time;

void setTime(ImportedRecord &record, Time t)
{
    std::visit([t](auto &one) { one.t = t; }, record.record);
}

} // namespace

HarConnection::HarConnection(ImportedHarEntry entry, std::uint32_t id, ImportedRows &rows,
                             HarCounts &counts)
    : m_entry(std::move(entry))
    , m_id(id)
    , m_rows(rows)
    , m_counts(counts)
    , m_monitor(m_entry.connection.info.t)
{
    m_entry.connection.id = id;
    m_rows.addConnection(m_entry.connection);
    if (m_entry.opened)
        m_monitor.observe(closing::Fact::HandshakeAccepted, m_entry.connection.info.t);
}

Time HarConnection::timeOf(const ImportedHarMessage &message)
{
    Time t = m_last.value_or(m_entry.connection.info.t);
    if (!message.wallTime)
        ++m_counts.untimed;
    else if (__builtin_sub_overflow(*message.wallTime, m_entry.epoch, &t))
        t = m_last.value_or(m_entry.connection.info.t);
    return t;
}

Error HarConnection::add(ImportedHarMessage message)
{
    const Time t = timeOf(message);
    if (!m_any && !m_entry.hasRecords) {
        // Timings are rounded and taken from another clock; a message has the last word.
        for (auto &told : m_entry.records)
            setTime(told.record, std::min(told.record.t(), t));
    }
    m_any = true;
    m_counts.fragmented += message.fragmented ? 1 : 0;
    m_counts.inflated += message.inflated ? 1 : 0;
    if (std::holds_alternative<closing::FrameRecord>(message.record.record))
        return writeFrame(std::move(message), t);
    if (const Error error = passRecords(m_number + 1); error)
        return error;
    return write(std::move(message.record), t);
}

Error HarConnection::writeFrame(ImportedHarMessage message, Time t)
{
    const std::uint64_t number = std::max(message.number, m_number + 1);
    if (const Error error = passRecords(number); error)
        return error;
    m_counts.backwards += m_last && t < *m_last ? 1 : 0;
    auto &frame = std::get<closing::FrameRecord>(message.record.record);
    frame.number = m_number = number;
    const bool isClose = frame.header.opcode == wire::Opcode::Close && !m_entry.hasRecords;
    const auto direction = frame.direction;
    const wire::CloseBody body =
        wire::parseCloseBody({reinterpret_cast<const std::uint8_t *>(message.record.payload.data()),
                              isClose ? message.record.payload.size() : 0});
    const Error error = write(std::move(message.record), t);
    if (error || !isClose)
        return error;
    closing::CloseSeen close{.t = *m_last, .code = body.code, .reason = std::string(body.reason)};
    return writeState(direction == closing::Direction::Sent
                          ? m_monitor.closeSent(std::move(close))
                          : m_monitor.closeReceived(std::move(close)));
}

Error HarConnection::writeState(const std::optional<closing::StateChange> &change)
{
    if (!change)
        return {};
    const auto json = stateDetails({.state = change->state, .previous = change->previous});
    return write(detailsOf(Kind::State, change->t, json.toStdString()), change->t);
}

Error HarConnection::passRecords(std::uint64_t beforeNumber)
{
    while (m_passed < m_entry.records.size() && m_entry.records[m_passed].after < beforeNumber) {
        ImportedRecord &record = m_entry.records[m_passed++].record;
        const Time t = record.t();
        if (const Error error = write(std::move(record), t); error)
            return error;
    }
    return {};
}

Error HarConnection::write(ImportedRecord record, Time t)
{
    record.connection = m_id;
    if (!record.damaged) {
        t = std::max(t, m_last.value_or(t));
        setTime(record, t);
        m_last = t;
    }
    ++m_counts.records;
    m_counts.damaged += record.damaged ? 1 : 0;
    return m_rows.add(std::move(record));
}

Error HarConnection::finish()
{
    Error error = passRecords(std::numeric_limits<std::uint64_t>::max());
    const Time last = m_last.value_or(m_entry.connection.info.t);
    if (!error && !m_entry.close.empty()) {
        Time t = last;
        if (m_entry.closeAt)
            __builtin_sub_overflow(*m_entry.closeAt, m_entry.epoch, &t);
        error = write(detailsOf(Kind::Event, t, std::move(m_entry.close)), t);
    }
    if (!error && m_entry.aborted && !closing::isFinal(m_monitor.state()))
        error = writeState(closing::StateChange{
            .t = last, .state = closing::LinkState::Aborted, .previous = m_monitor.state()});
    return error;
}

} // namespace ajar::session
