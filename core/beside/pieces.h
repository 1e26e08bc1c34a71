// SPDX-License-Identifier: MIT
#pragma once

#include "beside/piece.h"
#include "session/opening.h"
#include "session/reader.h"

#include <atomic>
#include <functional>

namespace ajar::beside
{

/// How long work tells how far it is (0 to 1), and stops.
struct Work {
    std::function<void(double)> progress{};
    const std::atomic_bool *cancelled = nullptr;

    bool isCancelled() const { return cancelled && *cancelled; }
};

/// A record of an end that is no frame: a state, an event that matters to both, the outcome.
struct Moment {
    quint64 seq = 0;
    closing::Time t = 0;
    std::optional<closing::LinkState> state{}; ///< that begins
};

/// All that one end saw of a connection.
struct Seen {
    session::StoredConnection connection;
    session::Opening opening;
    std::array<Pieces, flows.size()> lanes; ///< by Flow
    std::vector<Moment> moments;
    closing::Time firstT = 0; ///< of its first and last record
    closing::Time lastT = 0;
    QJsonObject outcome{}; ///< empty: there is none
    bool ended() const { return !outcome.isEmpty(); }

    const Pieces &lane(Flow flow) const { return lanes[static_cast<std::size_t>(flow)]; }
    Pieces &lane(Flow flow) { return lanes[static_cast<std::size_t>(flow)]; }
};

/// Reads a connection, at most `atMost` records of it.
Seen read(session::Reader &reader, const session::StoredConnection &connection,
          const Work &work = {}, quint64 atMost = ~quint64{0});

/// The way that frames of a direction go at an end of this kind.
Flow flowOf(const session::StoredConnection &connection, closing::Direction direction);

} // namespace ajar::beside
