// SPDX-License-Identifier: MIT
#pragma once

#include "session/jsonrecord.h"

#include <unordered_map>

namespace ajar::session
{

/// What must hold from line to line: each connection is in the header, and the numbers of its
/// frames and its times ascend, since readers of session files search by them. What is damaged may
/// say anything.
class ImportOrder
{
public:
    void add(std::uint32_t connection) { m_last.try_emplace(connection); }

    std::optional<LineProblem> check(const ImportedRecord &record) const;
    /// The record is taken.
    void note(const ImportedRecord &record);

private:
    struct Last {
        std::optional<closing::Time> t;
        std::uint64_t number = 0;
    };
    std::unordered_map<std::uint32_t, Last> m_last;
};

} // namespace ajar::session
