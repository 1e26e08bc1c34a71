// SPDX-License-Identifier: MIT
#include "filter/before.h"

#include <algorithm>

namespace ajar::filter
{

namespace
{

constexpr int pageRows = 512;
constexpr int nearbyRows = 64;

bool isSet(const std::atomic_bool *flag)
{
    return flag && *flag;
}

/// States and Closes stand in the story.
void countInStory(Matcher &matcher, session::Reader &reader, quint32 connection, quint64 firstSeq,
                  const std::atomic_bool *stopped)
{
    for (quint64 next = 1; next < firstSeq && !isSet(stopped);) {
        const auto rows = reader.story(connection, next, pageRows, 0);
        if (rows.isEmpty())
            return;
        for (const session::Row &row : rows) {
            if (row.seq < firstSeq)
                matcher.skip(connection, row);
        }
        next = rows.last().seq + 1;
    }
}

/// Of the frames only the last one counts.
void countInLastFrame(Matcher &matcher, session::Reader &reader, quint32 connection,
                      quint64 firstSeq, const std::atomic_bool *stopped)
{
    for (quint64 end = firstSeq; end > 1 && !isSet(stopped);) {
        const quint64 begin = end > nearbyRows ? end - nearbyRows : 1;
        const auto rows = reader.rows(connection, begin, static_cast<int>(end - begin), 0);
        const auto isFrameBefore = [&](const session::Row &row) {
            return row.isFrame() && row.seq < end;
        };
        const auto last = std::find_if(rows.rbegin(), rows.rend(), isFrameBefore);
        if (last != rows.rend()) {
            matcher.skip(connection, *last);
            return;
        }
        end = begin;
    }
}

} // namespace

void countInBefore(Matcher &matcher, session::Reader &reader, quint32 connection, quint64 firstSeq,
                   const std::atomic_bool *stopped)
{
    countInStory(matcher, reader, connection, firstSeq, stopped);
    countInLastFrame(matcher, reader, connection, firstSeq, stopped);
}

} // namespace ajar::filter
