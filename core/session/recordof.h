// SPDX-License-Identifier: MIT
#pragma once

#include "closing/record.h"
#include "session/reader.h"

#include <optional>

namespace ajar::session
{

/// A row as the record that it was made of, so that what judges records can judge a file; times out
/// of reach are clamped to what 64 bits can add up. The payload stays in the row. An outcome's
/// members are left out. nullopt: an event that is not known here.
std::optional<closing::Record> recordOf(const Row &row);

/// A row of a frame as its record, its time as it is.
closing::FrameRecord frameOf(const Row &row);

/// A row's payload as bytes, valid as long as the row.
wire::Bytes payloadOf(const Row &row);

/// The same clamping for a time by itself.
closing::Time clampedTime(closing::Time t);

} // namespace ajar::session
