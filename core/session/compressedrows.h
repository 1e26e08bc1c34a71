// SPDX-License-Identifier: MIT
#pragma once

#include "session/reader.h"

namespace ajar::session
{

/// The frames of one direction and leg: messages of one lane don't mix with those of another.
struct Lane {
    closing::Direction direction = closing::Direction::Received;
    closing::Leg leg = closing::Leg::Peer;
    bool operator==(const Lane &) const = default;
};

/// Whether a row stands for a frame of a compressed message as it was on the wire. A frame that was
/// held on its way out is compressed when it is released; one that came and is held came so.
bool isCompressed(const Row &row);
bool isCompressed(const Row &row, const Lane &lane);

/// An inflate window as it stood before a record (RFC 7692 7.2.2).
struct StoredContext {
    quint64 seq = 0;
    QByteArray window; ///< at most 32 KiB
    bool intact = true;
};

} // namespace ajar::session
