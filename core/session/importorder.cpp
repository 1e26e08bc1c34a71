// SPDX-License-Identifier: MIT
#include "session/importorder.h"

#include "session/jsonwriter.h"

namespace ajar::session
{

std::optional<LineProblem> ImportOrder::check(const ImportedRecord &record) const
{
    const auto found = m_last.find(record.connection);
    if (found == m_last.end())
        return LineProblem{LineFault::Contradiction, record.connectionAt,
                           "connection " + std::to_string(record.connection) +
                               " is not among those of the header"};
    if (record.damaged)
        return std::nullopt;
    const Last &last = found->second;
    if (last.t && record.t() < *last.t)
        return LineProblem{LineFault::OutOfOrder, record.timeAt,
                           "\"t\" must not be before " + secondsText(*last.t).toStdString() +
                               ", the time of the record before in this connection"};
    const auto *frame = std::get_if<closing::FrameRecord>(&record.record);
    if (frame && frame->number <= last.number)
        return LineProblem{LineFault::OutOfOrder, record.numberAt,
                           "\"n\" must be more than " + std::to_string(last.number) +
                               ", that of the frame before in this connection"};
    return std::nullopt;
}

void ImportOrder::note(const ImportedRecord &record)
{
    if (record.damaged)
        return;
    Last &last = m_last[record.connection];
    last.t = record.t();
    if (const auto *frame = std::get_if<closing::FrameRecord>(&record.record))
        last.number = frame->number;
}

} // namespace ajar::session
