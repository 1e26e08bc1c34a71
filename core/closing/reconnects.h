// SPDX-License-Identifier: MIT
#pragma once

#include "closing/findingnote.h"

#include <map>
#include <optional>
#include <string>

namespace ajar::closing
{

/// Whether a client waits before it connects again after an abnormal end (RFC 6455 7.2.3): the
/// first delay may be anything, each further one has to be longer. It knows the connections of one
/// session in the order in which they began.
class Reconnects
{
public:
    /// A connection to `url` begins; an earlier one to it has ended before.
    std::optional<FindingNote> begins(const std::string &url, Time t);
    /// The connection to `url` has ended: closed after both Close frames, or otherwise.
    void ends(const std::string &url, Time t, bool abnormally);

private:
    struct Row {
        std::optional<Time> failed; ///< when the last connection ended abnormally
        Time lastDelay = 0;
        int hasty = 0; ///< how often in a row the delay was no longer than the one before
        int retries = 0;
    };
    std::map<std::string, Row> m_rows;
};

} // namespace ajar::closing
