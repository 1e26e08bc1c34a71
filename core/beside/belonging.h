// SPDX-License-Identifier: MIT
#pragma once

#include "beside/pieces.h"

namespace ajar::beside
{

/// What shows that two connections are one, seen twice.
enum class Evidence : quint8 {
    Key,     ///< the same Sec-WebSocket-Key, 16 random bytes (RFC 6455 4.1)
    Ports,   ///< the same two ports
    Content, ///< what passed is alike
    Chosen,  ///< somebody says so
};

struct Belonging {
    quint32 a = 0;
    quint32 b = 0;
    Evidence evidence = Evidence::Chosen;
};

struct BelongingResult {
    std::optional<Belonging> found;
    QString
        problem{}; ///< one sentence without its full stop, if nothing fits or more than one does
};

/// The two connections of two sessions that are one. 0 stands for any of a session.
BelongingResult findBelonging(session::Reader &a, session::Reader &b, quint32 chosenA = 0,
                              quint32 chosenB = 0, const Work &work = {});

} // namespace ajar::beside
