// SPDX-License-Identifier: MIT
#pragma once

#include "closing/state.h"
#include "wire/opcode.h"

#include <QtGlobal>

#include <array>
#include <vector>

namespace ajar::beside
{

/// The two ways through a connection, whichever end looks at them.
enum class Flow : quint8 { ToServer, ToClient };
inline constexpr std::array flows{Flow::ToServer, Flow::ToClient};

/// A message, or a control frame, as one end saw it on the wire. What proxies may change without
/// changing what is said (masks, compression, the borders of fragments) makes no difference.
struct Piece {
    quint64 seq = 0;     ///< of the record of its first frame
    quint64 number = 0;  ///< of its first frame
    closing::Time t = 0; ///< when its last frame passed, nanoseconds on that session's clock
    quint64 size = 0;    ///< bytes, inflated
    quint32 sum = 0;     ///< CRC-32 of them
    quint32 frames = 0;
    quint16 code = 0; ///< of a Close; 1005: it has none
    wire::Opcode opcode = wire::Opcode::Text;
    bool unreadable = false; ///< damaged, or it does not inflate

    bool saysTheSame(const Piece &other) const
    {
        return opcode == other.opcode && size == other.size && sum == other.sum && !unreadable &&
               !other.unreadable;
    }
};

using Pieces = std::vector<Piece>;

} // namespace ajar::beside
