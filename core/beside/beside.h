// SPDX-License-Identifier: MIT
#pragma once

#include "beside/alignment.h"
#include "beside/belonging.h"
#include "beside/clocks.h"

namespace ajar::beside
{

/// A row of the timeline of both ends.
struct Row {
    enum class Kind : quint8 {
        Both,    ///< a piece that both ends saw
        Changed, ///< what stands at the same place says something else at the other end
        OnlyA,   ///< a piece that the other end did not see
        OnlyB,
        MomentA, ///< a state, an event, the outcome of an end
        MomentB,
    };
    closing::Time t = 0; ///< on A's clock; of a piece when it set out, as far as that was seen
    quint32 a = 0;       ///< index of the piece in its lane, or of the moment
    quint32 b = 0;
    Kind kind = Kind::Both;
    Flow flow = Flow::ToServer;
    bool outside = false; ///< the other end's recording does not cover that time: it may be there

    bool hasA() const { return kind != Kind::OnlyB && kind != Kind::MomentB; }
    bool hasB() const { return kind != Kind::OnlyA && kind != Kind::MomentA; }
    bool isPiece() const { return kind != Kind::MomentA && kind != Kind::MomentB; }
};

/// What became of a piece between the ends.
enum class Fate : quint8 {
    Arrived,
    Changed,
    Lost,    ///< it set out, and did not arrive
    Made,    ///< it arrived, and had not set out: something between made it
    OneEnd,  ///< only one end has it, and which one it set out from can't be told
    Unknown, ///< the other end was not recorded then
};
std::string_view name(Fate fate); ///< "arrived", "one-end"

/// What became of one flow, from the end where it sets out to the end where it arrives.
struct Passage {
    std::size_t alike = 0;
    std::size_t changed = 0;
    std::size_t lost = 0;
    std::size_t made = 0;
    std::size_t oneEnd = 0;
    std::size_t outside = 0;      ///< of unknown fate
    std::size_t refragmented = 0; ///< alike, in another number of frames
    /// Nanoseconds on the way, as far as the clocks tell; only with `known`.
    bool known = false;
    closing::Time median = 0, tail = 0, most = 0; ///< the tail is the 99th percentile
};

/// Two recordings of one connection, laid side by side.
struct Laid {
    Seen a, b;
    Evidence evidence = Evidence::Chosen;
    std::optional<Clocks> clocks;
    closing::Time shift = 0; ///< what is added to a time of B's session for one of A's
    std::array<Passage, flows.size()> passages; ///< by Flow
    std::vector<Row> rows;                      ///< in order of time

    const Passage &passage(Flow flow) const { return passages[static_cast<std::size_t>(flow)]; }
    /// Whether it is known which end is nearer to the client.
    bool knowsEnds() const { return clocks && clocks->bothWays && clocks->uncertainty > 0; }
    /// Whether A is the end at which a flow sets out, if that is known.
    bool setsOutAtA(Flow flow) const
    {
        return (flow == Flow::ToServer) == (!clocks || clocks->aIsAtClient);
    }
    Fate fateOf(const Row &row) const; ///< of a piece
    const Piece &pieceOf(const Row &row, bool atA) const
    {
        return atA ? a.lane(row.flow)[row.a] : b.lane(row.flow)[row.b];
    }
    const Moment &momentOf(const Row &row) const
    {
        return row.kind == Row::Kind::MomentA ? a.moments[row.a] : b.moments[row.b];
    }
    /// Time on the way of a piece that both have, nanoseconds.
    closing::Time transit(const Row &row) const;
};

/// Reads both connections and lays them side by side. Empty when it was cancelled.
std::optional<Laid> lay(session::Reader &a, session::Reader &b, const Belonging &belonging,
                        const Work &work = {});

} // namespace ajar::beside
