// SPDX-License-Identifier: MIT
#include "beside/beside.h"

#include <algorithm>

namespace ajar::beside
{

namespace
{

using closing::Time;

/// From a session's time to nanoseconds since 1970 by that end's clock.
Time wallShift(const Seen &seen)
{
    return seen.connection.wallNanoseconds - seen.connection.t;
}

class Layer
{
public:
    explicit Layer(Laid &laid)
        : m_laid(laid)
    {
    }

    void run()
    {
        for (const Flow flow : flows)
            m_places[index(flow)] = align(m_laid.a.lane(flow), m_laid.b.lane(flow));
        compare();
        for (const Flow flow : flows)
            addRows(flow);
        addMoments(m_laid.a.moments, Row::Kind::MomentA, 0);
        addMoments(m_laid.b.moments, Row::Kind::MomentB, m_laid.shift);
        std::ranges::stable_sort(m_laid.rows, {}, &Row::t);
    }

private:
    static std::size_t index(Flow flow) { return static_cast<std::size_t>(flow); }

    void compare()
    {
        const Time wall = wallShift(m_laid.b) - wallShift(m_laid.a);
        std::array<std::vector<Time>, flows.size()> differences;
        for (const Flow flow : flows) {
            for (const Place &place : m_places[index(flow)]) {
                if (place.a >= 0 && place.b >= 0 && !place.changed)
                    differences[index(flow)].push_back(pieceB(flow, place).t + wall -
                                                       pieceA(flow, place).t);
            }
        }
        const auto add = [&](Flow flow, std::optional<Time> atA, std::optional<Time> atB) {
            if (atA && atB)
                differences[index(flow)].push_back(*atB + wall - *atA);
        };
        add(Flow::ToServer, m_laid.a.opening.requestAt, m_laid.b.opening.requestAt);
        add(Flow::ToClient, m_laid.a.opening.responseAt, m_laid.b.opening.responseAt);
        m_laid.clocks = compareClocks(std::move(differences[0]), std::move(differences[1]));
        m_laid.shift = wall - (m_laid.clocks ? m_laid.clocks->offset : 0);
    }

    void addRows(Flow flow)
    {
        Passage &passage = m_laid.passages[index(flow)];
        std::vector<Time> transits;
        for (const Place &place : m_places[index(flow)]) {
            Row row{.flow = flow};
            if (place.a >= 0)
                row.a = static_cast<quint32>(place.a);
            if (place.b >= 0)
                row.b = static_cast<quint32>(place.b);
            const bool setsOutAtA = m_laid.setsOutAtA(flow);
            if (place.a >= 0 && place.b >= 0) {
                row.kind = place.changed ? Row::Kind::Changed : Row::Kind::Both;
                row.t = setsOutAtA ? pieceA(flow, place).t : pieceB(flow, place).t + m_laid.shift;
                ++(place.changed ? passage.changed : passage.alike);
                if (!place.changed) {
                    transits.push_back(m_laid.transit(row));
                    passage.refragmented +=
                        pieceA(flow, place).frames != pieceB(flow, place).frames;
                }
            } else {
                const bool onlyA = place.a >= 0;
                row.kind = onlyA ? Row::Kind::OnlyA : Row::Kind::OnlyB;
                row.t = onlyA ? pieceA(flow, place).t : pieceB(flow, place).t + m_laid.shift;
                row.outside =
                    !covers(onlyA ? m_laid.b : m_laid.a, row.t - (onlyA ? m_laid.shift : 0));
                const Fate fate = m_laid.fateOf(row);
                ++(fate == Fate::Unknown  ? passage.outside
                   : fate == Fate::OneEnd ? passage.oneEnd
                   : fate == Fate::Lost   ? passage.lost
                                          : passage.made);
            }
            m_laid.rows.push_back(row);
        }
        summarise(passage, transits);
    }

    /// A recording that was broken off, or that began late, says nothing of the rest.
    static bool covers(const Seen &seen, Time t)
    {
        return (seen.ended() || t <= seen.lastT) &&
               (!seen.opening.request.isEmpty() || t >= seen.firstT);
    }

    void summarise(Passage &passage, std::vector<Time> &transits) const
    {
        if (transits.empty() || !m_laid.knowsEnds())
            return;
        std::ranges::sort(transits);
        passage.known = true;
        passage.median = transits[transits.size() / 2];
        passage.tail = transits[transits.size() * 99 / 100];
        passage.most = transits.back();
    }

    void addMoments(const std::vector<Moment> &moments, Row::Kind kind, Time shift)
    {
        for (std::size_t i = 0; i < moments.size(); ++i) {
            Row row{.t = moments[i].t + shift, .kind = kind};
            (kind == Row::Kind::MomentA ? row.a : row.b) = static_cast<quint32>(i);
            m_laid.rows.push_back(row);
        }
    }

    const Piece &pieceA(Flow flow, const Place &place) const
    {
        return m_laid.a.lane(flow)[static_cast<std::size_t>(place.a)];
    }
    const Piece &pieceB(Flow flow, const Place &place) const
    {
        return m_laid.b.lane(flow)[static_cast<std::size_t>(place.b)];
    }

    Laid &m_laid;
    std::array<std::vector<Place>, flows.size()> m_places;
};

/// The work of one of two halves.
Work half(const Work &work, double begin)
{
    Work part{.progress = {}, .cancelled = work.cancelled};
    if (work.progress)
        part.progress = [&work, begin](double done) { work.progress(begin + done / 2); };
    return part;
}

} // namespace

Time Laid::transit(const Row &row) const
{
    const Time atA = a.lane(row.flow)[row.a].t;
    const Time atB = b.lane(row.flow)[row.b].t + shift;
    return setsOutAtA(row.flow) ? atB - atA : atA - atB;
}

Fate Laid::fateOf(const Row &row) const
{
    if (row.hasA() && row.hasB())
        return row.kind == Row::Kind::Changed ? Fate::Changed : Fate::Arrived;
    if (row.outside)
        return Fate::Unknown;
    if (!knowsEnds())
        return Fate::OneEnd;
    return row.hasA() == setsOutAtA(row.flow) ? Fate::Lost : Fate::Made;
}

std::string_view name(Fate fate)
{
    constexpr std::array<std::string_view, 6> names{"arrived", "changed", "lost",
                                                    "made",    "one-end", "unknown"};
    return names[static_cast<std::size_t>(fate)];
}

std::optional<Laid> lay(session::Reader &a, session::Reader &b, const Belonging &belonging,
                        const Work &work)
{
    const auto ofA = a.connection(belonging.a);
    const auto ofB = b.connection(belonging.b);
    if (!ofA || !ofB)
        return std::nullopt;
    Laid laid;
    laid.evidence = belonging.evidence;
    laid.a = read(a, *ofA, half(work, 0));
    laid.b = read(b, *ofB, half(work, 0.5));
    if (work.isCancelled())
        return std::nullopt;
    Layer(laid).run();
    return laid;
}

} // namespace ajar::beside
