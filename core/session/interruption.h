// SPDX-License-Identifier: MIT
#pragma once

#include "closing/record.h"

#include <map>

namespace ajar::session
{

/// What was not recorded. Bytes are those on the wire.
struct Loss {
    std::uint64_t records = 0, frames = 0, bytes = 0;

    Loss &operator+=(const Loss &other);
    explicit operator bool() const { return records > 0; }
};

/// What comes while nothing can be written. It keeps the story (states, events, outcomes, control
/// frames) as far as there is room for it, and of all else the counts: one event `gap` for each
/// stretch of records that are lost, in the place where they are missing.
class Interruption
{
public:
    /// What of the batch is lost for sure.
    Loss add(const closing::RecordBatch &batch);

    /// What stands for all that came, by connection; then it begins anew. `reason` goes into the
    /// gaps.
    std::vector<closing::RecordBatch> take(const std::string &reason);

    const Loss &kept() const { return m_kept; } ///< what take() will give, without the gaps

private:
    struct Gap {
        Loss loss;
        closing::Time from = 0, to = 0;
        std::uint64_t firstFrame = 0, lastFrame = 0;
    };
    struct Story {
        closing::RecordBatch batch;
        std::vector<Gap> gaps; ///< in the order of the gap events in `batch`
        bool inGap = false;
    };

    bool keep(Story &story, const closing::RecordBatch &batch, const closing::Record &record);
    static void widenGap(Story &story, const closing::Record &record, const Loss &loss);

    std::map<std::uint32_t, Story> m_stories;
    Loss m_kept;
};

} // namespace ajar::session
